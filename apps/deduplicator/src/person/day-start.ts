/** Minutes after midnight at which a person's day begins; `dayStartsAt` is `HH:MM`, midnight by default. */
export function dayStartMinutes(dayStartsAt: string | undefined): number {
  const [hours = 0, minutes = 0] = (dayStartsAt ?? '00:00').split(':').map(Number);
  return hours * 60 + minutes;
}
