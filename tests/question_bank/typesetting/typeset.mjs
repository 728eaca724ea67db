// Typesets formulae as a page would, and says of each whether it can be: JSON in, JSON out.
import { readFileSync } from "node:fs";

import katex from "katex";

const fault = (formula) => {
  try {
    // `error`: what KaTeX tolerates and TeX does not is refused as well.
    katex.renderToString(formula, { throwOnError: true, strict: "error" });
    return null;
  } catch (error) {
    return error.message;
  }
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(fault)));
