/** The settings of the page, read from `config.json` beside it, so that one build serves every project. */

export interface Config {
  functionsUrl: string;
  supabaseUrl: string;
  supabasePublishableKey: string;
  /** Origins from which images of questions may come. The host's Content-Security-Policy must name them too. */
  imageOrigins: readonly string[];
}

/** The settings are missing or wrong; the message says which, for whoever has put the page there. */
export class ConfigError extends Error {}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("config.json").catch(() => null);
  const found: unknown = response?.ok ? await response.json().catch(() => null) : null;
  if (typeof found !== "object" || found === null) throw new ConfigError("config.json: is missing, or no JSON object");
  const settings = found as Record<string, unknown>;
  const key = settings.supabase_publishable_key;
  if (typeof key !== "string" || key === "") throw new ConfigError("config.json: supabase_publishable_key is missing");
  return {
    functionsUrl: url(settings, "functions_url"),
    supabaseUrl: url(settings, "supabase_url"),
    supabasePublishableKey: key,
    imageOrigins: origins(settings.image_origins ?? []),
  };
}

function url(settings: Record<string, unknown>, name: string): string {
  const value = settings[name];
  if (typeof value !== "string" || !/^https?:$/.test(protocolOf(value))) {
    throw new ConfigError(`config.json: ${name} must be a URL`);
  }
  return value.replace(/\/+$/, "");
}

function origins(value: unknown): string[] {
  if (!Array.isArray(value) || value.some((one) => protocolOf(one) === "")) {
    throw new ConfigError("config.json: image_origins must be a list of origins");
  }
  return value.map((one) => new URL(one).origin);
}

function protocolOf(value: unknown): string {
  try {
    return new URL(String(value)).protocol;
  } catch {
    return "";
  }
}
