import { type ComponentType, lazy, Suspense } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { useAuth } from "./auth";
import { ErrorBoundary, Spinner } from "./components/feedback";
import { Layout } from "./components/layout";
import { FullSimulation } from "./pages/full-simulation";
import { NotFound } from "./pages/not-found";
import { SignIn } from "./pages/sign-in";
import { SignUp } from "./pages/sign-up";
import { Start } from "./pages/start";

// What a student needs later is loaded later.
const Session = lazy(() => import("./pages/session"));
const Results = lazy(() => import("./pages/results"));
const History = lazy(() => import("./pages/history"));
const Progress = lazy(() => import("./pages/progress"));

export function App() {
  const { student } = useAuth();
  return (
    <ErrorBoundary>
      <Router hook={useHashLocation}>
        <Layout>
          {student === undefined ? (
            <Spinner />
          ) : (
            <Suspense fallback={<Spinner />}>
              <Switch>
                <Route path="/" component={student ? FullSimulation : Start} />
                <Route path="/sign-in" component={student ? Onwards : SignIn} />
                <Route path="/sign-up" component={student ? Onwards : SignUp} />
                <Route path="/sessions/:id">{({ id }) => forStudents(Session, { id })}</Route>
                <Route path="/sessions/:id/results">{({ id }) => forStudents(Results, { id })}</Route>
                <Route path="/history">{forStudents(History, {})}</Route>
                <Route path="/progress">{forStudents(Progress, {})}</Route>
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          )}
        </Layout>
      </Router>
    </ErrorBoundary>
  );

  function forStudents<Props extends object>(Page: ComponentType<Props>, props: Props) {
    // The address stays: after signing in, the page is there that was asked for.
    return student ? <Page {...props} /> : <SignIn />;
  }
}

function Onwards() {
  return <Redirect to="/" replace />;
}
