// Every table of the application, area by area. drizzle-kit reads the schema from here.
export * from "./workflows.ts";
export * from "./auth.ts";
export * from "./audit.ts";
export * from "./consents.ts";
export * from "./ai.ts";
export * from "./portfolios.ts";
export * from "./schedules.ts";
export * from "./repairs.ts";
export * from "./archives.ts";
