import { dataOf, type ExamSession, type ExamType, historyPage, type ListedSession } from "@exam-simulation/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useAuth } from "./auth";

/** What the pages read. Each is fetched again where something that it shows was changed: see the keys. */
export const KEYS = {
  exams: ["exams"],
  unfinished: ["unfinished"],
  session: (id: number) => ["session", id],
  results: (id: number) => ["results", id],
  history: ["history"],
  progress: (examType: string) => ["progress", examType],
} as const;

export function useExamTypes() {
  const { api } = useAuth();
  return useQuery<ExamType[]>({
    queryKey: KEYS.exams,
    queryFn: async () => (await dataOf(api.GET("/config"))).exam_types,
    staleTime: 60_000,
  });
}

export function useUnfinished() {
  const { api } = useAuth();
  return useQuery<ListedSession[]>({
    queryKey: KEYS.unfinished,
    queryFn: async () => (await historyPage(api, { status: "unfinished", limit: 10 })).entries,
    staleTime: 0,
  });
}

export function useSession(id: number) {
  const { api } = useAuth();
  return useQuery<ExamSession>({
    queryKey: KEYS.session(id),
    queryFn: () => dataOf(api.GET("/sessions/{session_id}", { params: { path: { session_id: id } } })),
    staleTime: 0,
  });
}

export function useResults(id: number) {
  const { api } = useAuth();
  return useQuery({
    queryKey: KEYS.results(id),
    queryFn: () => dataOf(api.GET("/sessions/{session_id}/results", { params: { path: { session_id: id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useHistory() {
  const { api } = useAuth();
  return useInfiniteQuery({
    queryKey: KEYS.history,
    queryFn: ({ pageParam }) => historyPage(api, { limit: 20, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

export function useProgress(examType: string) {
  const { api } = useAuth();
  return useQuery({
    queryKey: KEYS.progress(examType),
    queryFn: () => dataOf(api.GET("/progress", { params: { query: { exam_type: examType } } })),
  });
}
