import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useAuth } from "../auth";
import { useI18n } from "../i18n";
import { useTheme } from "../theme";
import { Moon, Sun } from "./icons";

/** The frame of every page: the header, and a link that skips it. */
export function Layout({ children }: { children: ReactNode }) {
  const { text } = useI18n();
  const { student } = useAuth();
  return (
    <>
      <SkipLink />
      <header className="header">
        <Link href="/" className="brand">
          <Logo />
          {text.name}
        </Link>
        {student && <Navigation />}
        <Tools />
      </header>
      <main id="content">{children}</main>
    </>
  );
}

/** A page's heading. It takes the focus, so that a screen reader says which page has come. */
export function Title({ children, hidden = false }: { children: ReactNode; hidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1} className={hidden ? "visually-hidden" : undefined}>
      {children}
    </h1>
  );
}

function SkipLink() {
  const { text } = useI18n();
  // Not a link to `#content`: what stands behind # names the page.
  return (
    <button type="button" className="skip button" onClick={() => document.querySelector<HTMLElement>("h1")?.focus()}>
      {text.nav.skip}
    </button>
  );
}

function Navigation() {
  const { text } = useI18n();
  const [location] = useLocation();
  const pages = [
    ["/", text.nav.exams],
    ["/history", text.nav.history],
    ["/progress", text.nav.progress],
  ] as const;
  return (
    <nav className="nav" aria-label={text.nav.main}>
      {pages.map(([path, name]) => (
        <Link key={path} href={path} aria-current={location === path ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

function Tools() {
  const { text, language, setLanguage } = useI18n();
  const { student, signOut } = useAuth();
  const [theme, setTheme] = useTheme();
  const other = language === "it" ? "en" : "it";
  return (
    <div className="tools">
      <button
        type="button"
        className="button quiet"
        lang={other}
        aria-label={`${text.language.code}: ${text.language.other}`}
        onClick={() => setLanguage(other)}
      >
        {text.language.code}
      </button>
      <button
        type="button"
        className="button quiet"
        aria-label={theme === "light" ? text.theme.dark : text.theme.light}
        onClick={() => setTheme(theme === "light" ? "dark" : "light")}
      >
        {theme === "light" ? <Moon /> : <Sun />}
      </button>
      {student && (
        <button type="button" className="button quiet" onClick={() => void signOut()}>
          {text.account.signOut}
        </button>
      )}
    </div>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1d4ed8" />
      <path
        d="M9 17l5 5 9-12"
        fill="none"
        stroke="#fff"
        strokeWidth="3.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
