import { useEffect, useState } from "react";
import { remember, remembered } from "../storage";

export type Theme = "light" | "dark";

function preferred(): Theme {
  const chosen = remembered("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// Before anything is drawn, so that a dark page does not flash.
document.documentElement.dataset.theme = preferred();

/** The theme that is shown, and what changes and remembers it. Until then the system's is taken. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(preferred);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [
    theme,
    (chosen) => {
      remember("theme", chosen);
      setTheme(chosen);
    },
  ];
}
