/** How many seconds of this process's own processor time some work takes, whatever else the machine does. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1e6;
}
