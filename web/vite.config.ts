import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import license from "rollup-plugin-license";
import { defineConfig } from "vite";
import { apiDocument } from "./build/api-document.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // The page may be put below any path.
  base: "./",
  plugins: [react(), license({ thirdParty: { output: here("dist/licences.txt") } }), apiDocument()],
  resolve: { alias: { "@exam-simulation/client": here("client/src/index.ts") } },
  server: {
    // `make run` serves the settings of its stack.
    proxy: { "/config.json": `http://127.0.0.1:${process.env.EMULATOR_WEB_PORT ?? 3000}` },
  },
  build: {
    // A strict Content-Security-Policy allows no data: URLs for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
