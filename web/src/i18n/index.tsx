import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { remember, remembered } from "../storage";
import { en } from "./en";
import { it, type Messages } from "./it";

export type Language = "it" | "en";

const MESSAGES: Record<Language, Messages> = { it, en };

interface I18n {
  language: Language;
  text: Messages;
  /** A number as the language writes it, with at most two decimals. */
  number(value: number): string;
  /** A day and a time as the language writes them. */
  date(value: string): string;
  setLanguage(language: Language): void;
}

const Context = createContext<I18n | null>(null);

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered("language") === "en" ? "en" : "it");
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = MESSAGES[language].name;
    remember("language", language);
  }, [language]);
  const value = useMemo<I18n>(() => {
    const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    return {
      language,
      text: MESSAGES[language],
      number: (of) => numbers.format(of).replace("-", "−"),
      date: (of) => dates.format(new Date(of)),
      setLanguage,
    };
  }, [language]);
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (value === null) throw new Error("there is no I18nProvider");
  return value;
}
