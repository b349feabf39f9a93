const title = ['Optional Application for Federal Employment', 'Work experience', 'Education and signature']
const lines = [
  ['OF 612    RECEIVED Nov 18 2026', '1  Job title    Industrial Hygienist', '2  Grade    09', '3  Announcement    DE-16-OSHA-62', '4  Last name    Tanaka', '5  First name    Keiko', '6  Street    12 Elm Street', '7  Denver, CO 80202'],
  ['8  Laboratory technician', 'From 03/19 to present, 40 hours', 'Front Range Laboratories, Denver', 'Samples air at workplaces.'],
  ['9  University of Colorado, BS 2018', '10  First aid', '11  Citizen: yes', '18  Signed, 11/20/26'],
]

// scanPDF is a small PDF of three pages, in the place of a scan.
export function scanPDF(): string {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Count ${lines.length} /Kids [${lines.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}] >>`, '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>']
  lines.forEach((page, i) => {
    const words = [`BT /F 15 Tf 54 735 Td (${title[i]}) Tj ET`, ...page.map((line, at) => `BT /F 12 Tf 60 ${690 - at * 42} Td (${line}) Tj ET 54 ${680 - at * 42} 504 0.6 re f`)].join('\n')
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F 3 0 R >> >> >>`)
    objects.push(`<< /Length ${words.length} >>\nstream\n${words}\nendstream`)
  })
  let out = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const at = out.length
    out += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return `${out}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`
}
