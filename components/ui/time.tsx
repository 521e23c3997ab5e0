/** A moment in words, with the exact one for machines. */
export function Time({
  at,
  className,
  children,
}: {
  at: Date | number;
  className?: string;
  children: string;
}) {
  return (
    <time dateTime={new Date(at).toISOString()} className={className}>
      {children}
    </time>
  );
}
