// Brings the database up to date, as a plain owner: Auth's own schema, the migrations, the seed.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";

const MIGRATION = /^(\d{14})_(.+)\.sql$/;

// What an older project, or the Supabase CLI's local stack, does to every table as soon as it is made.
const DEFAULT_PRIVILEGES = ["tables", "sequences", "functions"].map(
  (kind) => `alter default privileges in schema public grant all on ${kind} to anon, authenticated, service_role`,
);

/**
 * Applies the migrations that the database has not seen, and then the seed.
 *
 * @param app the embedded server
 * @param migrations a folder
 * @param seed the path of an SQL file that may run twice, or nothing
 * @param grantEverything whether to be a platform that exposes each new table by itself
 */
export async function migrate(app, { migrations, seed, grantEverything }) {
  await app.ensureSystemSchema();
  const postgres = app.connection.driver;
  await postgres`grant usage on schema auth to anon, authenticated, service_role`;
  if (grantEverything) for (const statement of DEFAULT_PRIVILEGES) await postgres.unsafe(statement);
  for (const file of (await readdir(migrations)).sort()) await applyMigration(postgres, migrations, file);
  if (seed) await plant(postgres, seed);
}

async function applyMigration(postgres, folder, file) {
  const [, version, name] = MIGRATION.exec(file) ?? [];
  if (!version) return;
  // The table of the Supabase CLI, in its form: it says for itself what has been applied.
  const known = await postgres`select from supabase_migrations.schema_migrations where version = ${version}`;
  if (known.length > 0) return;
  const text = await readFile(join(folder, file), "utf8");
  await run(postgres, file, text, (transaction) => transaction`
    insert into supabase_migrations.schema_migrations (version, name, statements)
    values (${version}, ${name}, ${[text]})`);
}

/** Runs the seed, once for each content that it has. */
async function plant(postgres, path) {
  const file = basename(path);
  const text = await readFile(path, "utf8");
  const hash = createHash("sha256").update(text).digest("hex");
  await postgres.unsafe(
    "create table if not exists supabase_migrations.seed_files (path text primary key, hash text not null)",
  );
  const known = await postgres`select from supabase_migrations.seed_files where path = ${file} and hash = ${hash}`;
  if (known.length > 0) return;
  await run(postgres, file, text, (transaction) => transaction`
    insert into supabase_migrations.seed_files (path, hash) values (${file}, ${hash})
    on conflict (path) do update set hash = excluded.hash`);
}

/** Runs a file and notes that it ran: both, or neither. The whole file goes to Postgres, which alone can split SQL. */
async function run(postgres, file, text, note) {
  try {
    await postgres.begin(async (transaction) => {
      await transaction.unsafe(text).simple();
      await note(transaction);
    });
  } catch (error) {
    const line = error.position ? `, line ${text.slice(0, error.position).split("\n").length}` : "";
    throw new Error(`${file}${line}: ${error.message}`);
  }
  console.log(`applied ${file}`);
}
