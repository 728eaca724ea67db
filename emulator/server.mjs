// Supabase's Auth and REST on one machine: applies the migrations and the seed, then serves until SIGTERM.
import { AsyncLocalStorage } from "node:async_hooks";
import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";

import { EmulatedConnection } from "./connection.mjs";
import { preflight, readable, refusal } from "./gate.mjs";
import { migrate } from "./migrate.mjs";

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const grantEverything = setting("EMULATOR_EXPOSE") === "everything";
const requestHeaders = new AsyncLocalStorage();

// The arguments of /rpc come as JSON text already; the driver alone would encode them once more.
function jsonType(oid) {
  return { to: oid, from: [oid], serialize: (value) => (isJson(value) ? value : JSON.stringify(value)), parse: JSON.parse };
}

function isJson(value) {
  try {
    return typeof value === "string" && JSON.parse(value) !== undefined;
  } catch {
    return false;
  }
}

const connection = new EmulatedConnection({
  url: setting("EMULATOR_OWNER_URL"),
  requestHeaders,
  grantEverything,
  postgresOptions: {
    types: { json: jsonType(114), jsonb: jsonType(3802) },
    // What is made "if not exists" would say at each start that it exists.
    onnotice: ({ severity, message }) => severity === "NOTICE" || console.warn(message),
    // In seconds. By itself it would wait longer after each failure, with a database that is back already.
    backoff: 0.1,
  },
});

const app = new App({
  connection,
  api: { schemas: ["public"], max_rows: 1000 },
  auth: {
    enabled: true,
    jwt_secret: setting("EMULATOR_JWT_SECRET"),
    publishable_key: setting("SUPABASE_PUBLISHABLE_KEY"),
    secret_key: setting("SUPABASE_SECRET_KEY"),
    enable_signup: true,
    email: { enable_signup: true, enable_confirmations: false },
  },
  options: { server: { admin: false, disableStudio: true } },
});

try {
  await migrate(app, { migrations: setting("EMULATOR_MIGRATIONS"), seed: process.env.EMULATOR_SEED, grantEverything });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await connection.ensureRlsContext();
// Read now: a server that first looks at a database that is down takes it for one without tables.
await connection.introspect();

const server = serve(
  {
    hostname: "127.0.0.1",
    port: Number(setting("EMULATOR_SUPABASE_PORT")),
    fetch: (request, env) =>
      preflight(request) ??
      refusal(request) ??
      requestHeaders.run(Object.fromEntries(request.headers), () =>
        app.fetch(request, { peerAddress: env.incoming.socket.remoteAddress ?? null }).then(readable),
      ),
  },
  (address) => console.log(`Auth and REST are ready on 127.0.0.1:${address.port}`),
);

// Longer than a client keeps an idle connection: else it would send into one that is being closed.
server.keepAliveTimeout = 65_000;

process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // A request that hangs must not keep the emulator from stopping.
  setTimeout(() => process.exit(0), 2000).unref();
});
