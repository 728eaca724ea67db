// The same as the straightforward function, in Express with supabase-js.
import { createClient } from "@supabase/supabase-js";
import express from "express";
import WebSocket from "ws";

const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, PORT } = process.env;

express()
  .get("/api/exam-simulation/sessions/:id", async (request, response) => {
    const client = createClient(SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, {
      global: { headers: { Authorization: request.headers.authorization } },
      auth: { autoRefreshToken: false, persistSession: false },
      // Without it there is no client at all where Node.js has no WebSocket of its own.
      realtime: { transport: WebSocket },
    });
    const { data, error } = await client.from("exam_sessions").select().eq("id", request.params.id).single();
    if (error) throw error;
    response.json(data);
  })
  .listen(Number(PORT), "127.0.0.1");
