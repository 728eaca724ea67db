"""The whole stack on one machine: Postgres, Supabase's Auth and REST, and all functions."""
