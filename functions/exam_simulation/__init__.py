"""What the endpoints share: `domain` (the exam), `store` (Supabase) and `http` (the wire)."""
