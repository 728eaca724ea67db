import { useConfig } from "../config-context";
import { useI18n } from "../i18n";

/** The figure of a question, from the origins that the page is configured with. */
export function Figure({ url, alt }: { url: string; alt: string | null }) {
  const { text } = useI18n();
  const { imageOrigins } = useConfig();
  if (!imageOrigins.includes(originOf(url))) return <p className="alert note">{alt ?? text.live.imageMissing}</p>;
  return <img className="figure" src={url} alt={alt ?? text.live.image} />;
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}
