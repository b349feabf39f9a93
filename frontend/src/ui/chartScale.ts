// ChartData is the numbers of a chart: one value of each series at each point.
export interface ChartData {
  points: string[]
  series: { name: string; values: number[] }[]
}

// ticksOf is round numbers from nothing to the largest value or a little above,
// up to five of them. Where the largest value is a whole number, so are they: counts
// have no quarters.
export function ticksOf(largest: number): number[] {
  if (largest <= 0) return [0, 1]
  const whole = Number.isInteger(largest)
  const rough = whole ? Math.max(1, largest / 4) : largest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough && (!whole || Number.isInteger(s))) ?? 10 * power
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, i) => i * step)
}
