import { Chart, Progress, Stat, Stats } from '../ui'
import { State } from './State'

const weeks = ['Oct 5', 'Oct 12', 'Oct 19', 'Oct 26', 'Nov 2', 'Nov 9', 'Nov 16']
const asked = { name: 'Asked', values: [212, 240, 198, 265, 301, 287, 254] }
const answered = { name: 'Answered', values: [190, 231, 205, 222, 268, 295, 261] }
const late = { name: 'Late', values: [12, 20, 14, 39, 61, 48, 30] }

// Figures is single numbers, and how far long work has come.
export function Figures() {
  return (
    <>
      <State name="Stat">
        <Stats>
          <Stat label="Inquiries that wait" value="1,254" />
          <Stat label="Answered in time" value="96%" more="The standard is 95%" level="good" />
          <Stat label="Time to hire" value="92 days" more="The goal is 80 days" level="warn" />
          <Stat label="Late today" value="14" more="3 more than yesterday" level="bad" />
        </Stats>
      </State>
      <State name="Progress">
        <div className="stack">
          <Progress label="Rating applications" done={3412} total={10_000} elapsed={21_000} unit="applications" onCancel={() => {}} />
          <Progress label="First sync" done={18_220} unit="records" onCancel={() => {}} />
          <Progress label="Exporting" done={500} total={500} elapsed={4_000} unit="rows" />
        </div>
      </State>
    </>
  )
}

// Charts is bars and lines, of one series and of several.
export function Charts() {
  return (
    <div className="charts">
      <Chart label="Inquiries by week" kind="bar" at="Week" points={weeks} series={[asked]} />
      <Chart label="Asked, answered and late" kind="bar" at="Week" points={weeks} series={[asked, answered, late]} />
      <Chart label="Asked, answered and late, as lines" kind="line" at="Week" points={weeks} series={[asked, answered, late]} />
      <Chart label="Nothing counted yet" kind="line" at="Week" points={weeks} series={[{ name: 'Asked', values: weeks.map(() => 0) }]} />
    </div>
  )
}
