// Prints the path of a Chromium: that of CHROMIUM, or the one that comes from npm, unpacked into the folder of the argument.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
mkdirSync(folder, { recursive: true });
process.env.TMPDIR = folder; // where the package unpacks it
const { default: chromium } = await import("@sparticuz/chromium");
console.log(process.env.CHROMIUM || (await chromium.executablePath()));
