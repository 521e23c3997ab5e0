import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleUserRound,
  CircleX,
  Hourglass,
  LoaderCircle,
  OctagonAlert,
  SkipForward,
} from "lucide";

import { Icon, type Picture } from "../icon.tsx";

type Look = { label: string; icon: Picture; style: string };

const chip = "px-2";

const looks = {
  pending: { label: "Cannot start yet", icon: CircleDashed, style: "text-ink-3" },
  ready: { label: "Ready", icon: CirclePlay, style: `${chip} bg-accent-soft text-accent` },
  running: { label: "Running", icon: LoaderCircle, style: `${chip} bg-info-soft text-info` },
  needsYou: { label: "Needs you", icon: CircleUserRound, style: `${chip} bg-warn-soft text-warn` },
  waiting: { label: "Waiting", icon: Hourglass, style: `${chip} bg-neutral-soft text-neutral` },
  completed: { label: "Completed", icon: CircleCheck, style: "text-ink" },
  skipped: { label: "Not needed", icon: SkipForward, style: "text-ink-3" },
  failed: {
    label: "There is a problem",
    icon: OctagonAlert,
    style: `${chip} bg-danger-soft text-danger`,
  },
  paused: { label: "Paused", icon: CirclePause, style: `${chip} bg-neutral-soft text-neutral` },
  cancelled: { label: "Cancelled", icon: CircleX, style: `${chip} bg-neutral-soft text-neutral` },
} satisfies Record<string, Look>;

export type StepStateName = keyof typeof looks;

/**
 * The state of a step or a run: icon and words, never colour alone. `label` replaces the words where there is more to
 * say ("Waiting until 14:05"). `plain` leaves out the fill, as on the row of the page that the person is on.
 */
export function StepState({
  state,
  label,
  plain = false,
}: {
  state: StepStateName;
  label?: string;
  plain?: boolean;
}) {
  const look = looks[state];
  const spin = state === "running" ? "animate-spin motion-reduce:animate-none" : "";
  return (
    <span
      className={`rounded-chip text-small inline-flex items-center gap-1.5 leading-6 whitespace-nowrap ${look.style} ${plain ? "bg-transparent" : ""}`}
    >
      <Icon of={look.icon} size={16} className={spin} />
      {label ?? look.label}
    </span>
  );
}
