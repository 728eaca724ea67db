// Measures the page in a Chromium: node measure.mjs CHROMIUM PAGE PROFILE. Prints JSON.
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, page, userDataDir] = process.argv.slice(2);
const KEYS = 30;

const browser = await puppeteer.launch({
  executablePath,
  userDataDir,
  headless: "shell",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const port = Number(new URL(browser.wsEndpoint()).port);
const tab = await browser.newPage();

async function scores(url, config) {
  const options = { port, disableStorageReset: true, output: "json", logLevel: "error" };
  const { lhr } = await lighthouse(url, options, config);
  return Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(100 * score)]));
}

const click = async (text) => {
  const found = await tab.waitForSelector(`::-p-text(${text})`);
  await found.click();
};

const results = { start: { phone: await scores(page), desktop: await scores(page, desktopConfig) } };

await tab.bringToFront(); // what is behind another tab is not drawn
await tab.goto(`${page}#/sign-up`);
await (await tab.waitForSelector("#email")).type(`${crypto.randomUUID()}@example.com`);
await tab.type("#password", "a long test password");
await tab.click("button[type=submit]");
const exam = await tab.waitForSelector("::-p-xpath(//button[contains(., 'TOLC-I')])");
await exam.click();
await click("Ho letto le regole");
await click("Crea la simulazione");
await click("Inizia la sezione");
await tab.waitForSelector("[role=radio]");

// From a key to the screen: until the task after the frame in which the choice is drawn.
await tab.emulateCPUThrottling(4);
await tab.evaluate(() => {
  window.times = [];
  addEventListener(
    "keydown",
    () => {
      const pressed = performance.now();
      requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - pressed)));
    },
    { capture: true },
  );
});
for (let press = 0; press < KEYS; press += 1) {
  await tab.keyboard.press("abcde"[press % 5]);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const times = await tab.evaluate(() => window.times);
if (times.length < KEYS) throw new Error(`only ${times.length} keys were drawn`);
times.sort((one, other) => one - other);
results.key = { median: times[KEYS / 2], p95: times[Math.floor(KEYS * 0.95)] };
await tab.emulateCPUThrottling(1);
const running = tab.url();
await tab.close();
results.running = { phone: await scores(running), desktop: await scores(running, desktopConfig) };
console.log(JSON.stringify(results));
await browser.close();
