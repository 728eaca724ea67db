import { ApiError } from "@exam-simulation/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { AuthProvider } from "./auth";
import { type Config, loadConfig } from "./config";
import { ConfigProvider } from "./config-context";
import { I18nProvider, useI18n } from "./i18n";
import "./styles.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the functions have refused they refuse again; the client has waited for what passes.
      retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
    },
  },
});

function Page({ config }: { config: Config }) {
  return (
    <ConfigProvider value={config}>
      <QueryClientProvider client={queries}>
        <AuthProvider config={config}>
          <App />
        </AuthProvider>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

function NotConfigured({ reason }: { reason: string }) {
  const { text } = useI18n();
  return (
    <main className="narrow stack">
      <h1>{text.errors.config}</h1>
      <p role="alert">{reason}</p>
    </main>
  );
}

async function show(): Promise<void> {
  const root = createRoot(document.getElementById("root") as HTMLElement);
  const page = await loadConfig().then(
    (config) => <Page config={config} />,
    (error: Error) => <NotConfigured reason={error.message} />,
  );
  root.render(
    <StrictMode>
      <I18nProvider>{page}</I18nProvider>
    </StrictMode>,
  );
}

void show();
