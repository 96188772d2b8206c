import { Status } from "../ui/status.tsx";
import { timeTitle } from "../ui/time-text.ts";

export interface DueClock {
  /** ISO 8601. */
  at: string;
  overdue: boolean;
  /** "due in 5 days". */
  text: string;
}

/** The clock of a finding. Only one that has run out stands out. */
export function Due({ due, className }: { due: DueClock; className?: string }) {
  const time = (
    <time dateTime={due.at} title={timeTitle(due.at)} className="whitespace-nowrap tabular-nums">
      {due.text}
    </time>
  );
  if (!due.overdue) return <span className={className}>{time}</span>;
  return (
    <Status kind="clock" {...(className ? { className } : {})}>
      {time}
    </Status>
  );
}
