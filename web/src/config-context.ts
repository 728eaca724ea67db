import { createContext, useContext } from "react";
import type { Config } from "./config";

const Context = createContext<Config | null>(null);

export const ConfigProvider = Context;

export function useConfig(): Config {
  const value = useContext(Context);
  if (value === null) throw new Error("there is no ConfigProvider");
  return value;
}
