import { timestamp } from "drizzle-orm/pg-core";

/** A column for a moment, whatever the time zone of who reads it. */
export const moment = () => timestamp({ withTimezone: true });
