// Makes scans as scanners do: pictures of pages, alone or in a PDF.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const width = 1700
const height = 2200 // 200 dots an inch
const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' // build/install.sh installs it

// scanPage makes the JPEG of a page with these lines on it, and some of the grain
// of a scanner.
export async function scanPage(folder, name, lines) {
  const path = join(folder, `${name}.jpg`)
  const words = lines.flatMap((line, i) => ['-annotate', `+150+${220 + i * 110}`, line])
  const rules = lines.map((_, i) => `line 150,${245 + i * 110} 1550,${245 + i * 110}`)
  const paper = ['-size', `${width}x${height}`, 'xc:#fbfaf6', '-fill', '#20242c', '-font', font, '-pointsize', '36']
  const lined = ['-stroke', '#9aa0a8', '-strokewidth', '2', '-draw', rules.join(' ')]
  const scanned = ['-attenuate', '0.15', '+noise', 'Gaussian', '-rotate', '0.4', '-resize', `${width}x${height}!`, '-quality', '70']
  await promisify(execFile)('convert', paper.concat(words, lined, scanned, path))
  return readFile(path)
}

// scanPDF joins pictures into a PDF of so many pages; each page holds a picture of
// its own, as in a real scan.
export function scanPDF(pictures, pages) {
  const parts = []
  const offsets = []
  let length = 0
  const write = (part) => {
    parts.push(Buffer.from(part, 'latin1'))
    length += parts.at(-1).length
  }
  const object = (number, ...content) => {
    offsets[number] = length
    write(`${number} 0 obj\n`)
    for (const c of content) write(c)
    write('\nendobj\n')
  }
  write('%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n')
  object(1, '<< /Type /Catalog /Pages 2 0 R >>')
  object(2, `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, i) => `${3 + 3 * i} 0 R`).join(' ')}] >>`)
  for (let i = 0; i < pages; i++) {
    const picture = pictures[i % pictures.length]
    const n = 3 + 3 * i
    object(n, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${n + 1} 0 R /Resources << /XObject << /P ${n + 2} 0 R >> >> >>`)
    object(n + 1, '<< /Length 31 >>\nstream\nq 612 0 0 792 0 0 cm /P Do Q   \nendstream')
    object(
      n + 2,
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode /Length ${picture.length} >>\nstream\n`,
      picture.toString('latin1'),
      '\nendstream',
    )
  }
  const count = 3 + 3 * pages
  const at = length
  write(`xref\n0 ${count}\n0000000000 65535 f \n`)
  for (let n = 1; n < count; n++) write(`${String(offsets[n]).padStart(10, '0')} 00000 n \n`)
  write(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`)
  return Buffer.concat(parts)
}

// form612 is the pages of a made-up form OF-612 that came by post for a job.
export async function form612(folder, job = 'Industrial Hygienist') {
  const of = (name, lines) => scanPage(folder, name, lines)
  return [
    await of('p1', [
      'APPLICATION FOR FEDERAL EMPLOYMENT - OF 612     REC. NOV 20 2026',
      `1  Job title in announcement      ${job}`,
      '4  Last name   Tanaka          First   Keiko',
      '5  Social Security Number      219-09-9999',
      '6  Mailing address     12 Elm Street',
      '   City  Denver      State  CO      ZIP  80202',
      '7  Phone  303-555-0142     E-mail  k.tanaka@example.net',
      '8  WORK EXPERIENCE    Laboratory technician',
      '   From 03/19   To present   Salary $54,250 per year   40 hours per week',
      "   Employer's name and address   Front Range Laboratories, Denver, CO",
      "   Supervisor's name and phone   Noor Abdelaziz  303-555-0199",
      '   Duties    Samples air at workplaces.',
      '9  May we contact your current supervisor?    YES [x]   NO [ ]',
    ]),
    await of('p2', [
      'EDUCATION',
      "10  Highest level completed    Bachelor's",
      '12  University of Colorado, Boulder, CO    Chemistry   120 sem.   BS 2018',
      'OTHER QUALIFICATIONS     First aid',
      '15  U.S. citizen?   YES [x]',
      '16  Veterans preference?    NO [x]',
      '18  Signature   K. Tanaka      Date  11/20/26',
    ]),
    await of('p3', ['ANSWERS TO THE QUESTIONS', ...Array.from({ length: 12 }, (_, i) => `${i + 1}    [x] 1    [ ] 2    [ ] 3    [ ] 4`)]),
  ]
}
