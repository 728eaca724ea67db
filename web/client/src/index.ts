export { type Api, type ApiOptions, createApi, dataOf } from "./api.js";
export {
  Autosave,
  type AutosaveOptions,
  type AutosaveView,
  type HandedIn,
  type SaveState,
  type TabChannel,
} from "./autosave.js";
export { ServerClock, type Times } from "./clock.js";
export { clearDrafts, type DraftStorage, Drafts, takeLateDrafts } from "./drafts.js";
export { ApiError, NetworkError } from "./errors.js";
export type { components, operations, paths } from "./schema.js";
export { createSession, type HistoryPage, historyPage, startSection } from "./sessions.js";
export { isFlagged } from "./sheets.js";
export type { Credentials, Fetch, Sleep } from "./transport.js";
export type * from "./types.js";
