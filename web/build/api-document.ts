import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const DOCUMENT = fileURLToPath(new URL("../../docs/openapi.json", import.meta.url));
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE"];

/** Puts the API document, rendered by Swagger UI, into `docs/` of the build. */
export function apiDocument(): Plugin {
  return {
    name: "api-document",
    apply: "build",
    closeBundle() {
      const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
      const to = join(DIST, "docs");
      mkdirSync(to, { recursive: true });
      for (const file of FILES) cpSync(join(from, file), join(to, file));
      for (const file of ["index.html", "start.js"]) {
        cpSync(fileURLToPath(new URL(`./api-document/${file}`, import.meta.url)), join(to, file));
      }
      writeFileSync(join(to, "openapi.json"), readFileSync(DOCUMENT));
    },
  };
}
