import type { desktop } from '../bridge'

// blankPaper is a paper application before anything is keyed.
export function blankPaper(vacancy: desktop.VacancyView): desktop.PaperForm {
  return {
    id: '',
    vacancy: vacancy.row.id,
    number: '',
    status: 'draft',
    dateReceived: '',
    receivedBy: '',
    hardship: '',
    hardshipText: '',
    grades: vacancy.grades.length === 1 ? vacancy.grades : [],
    firstName: '',
    middleName: '',
    lastName: '',
    suffix: '',
    ssn: '',
    ssnLast4: '',
    street: '',
    city: '',
    state: '',
    zip: '',
    country: 'US',
    dayPhone: '',
    eveningPhone: '',
    email: '',
    work: [blankWork()],
    mayContact: '',
    highestEducation: '',
    education: [blankSchool()],
    otherQualifications: '',
    citizenship: '',
    preferenceClaim: '',
    preferenceProof: [],
    federalCivilian: '',
    federalHistory: [],
    reinstatement: '',
    answers: [],
    signed: false,
    signatureDate: '',
  }
}

export function blankWork(): desktop.WorkBlock {
  return {
    title: '',
    series: '',
    grade: '',
    from: '',
    to: '',
    salary: '',
    salaryPer: '',
    hoursPerWeek: '',
    employer: '',
    address: '',
    supervisor: '',
    supervisorPhone: '',
    duties: '',
  }
}

export function blankSchool(): desktop.EducationBlock {
  return { school: '', place: '', major: '', credits: '', unit: '', degree: '', year: '' }
}

export function blankFederal(): desktop.FederalBlock {
  return { agency: '', series: '', grade: '', from: '', to: '' }
}

const blank = (block: object) => Object.values(block).every((v) => v === '')

// tidy leaves out the empty blocks that the screen shows for keying into.
export function tidy(form: desktop.PaperForm): desktop.PaperForm {
  return {
    ...form,
    work: form.work.filter((w) => !blank(w)),
    education: form.education.filter((e) => !blank(e)),
    federalHistory: form.federalHistory.filter((f) => !blank(f)),
    answers: form.answers.filter((a) => a.values.some((v) => v !== '')),
  }
}

// roomy gives a stored form an empty block to key into where it has none.
export function roomy(form: desktop.PaperForm): desktop.PaperForm {
  return {
    ...form,
    work: form.work.length > 0 ? form.work : [blankWork()],
    education: form.education.length > 0 ? form.education : [blankSchool()],
  }
}

// labels are the fields' names as the screen shows them, for summaries.
export const paperLabels: Record<string, string> = {
  dateReceived: 'Date received',
  receivedBy: 'Received by',
  hardship: 'Why on paper',
  hardshipText: 'Reason in words',
  grades: 'Grades applied for',
  firstName: 'First name',
  lastName: 'Last name',
  ssn: 'Social Security number',
  street: 'Street',
  city: 'City',
  state: 'State',
  zip: 'ZIP code',
  dayPhone: 'Day phone',
  eveningPhone: 'Evening phone',
  email: 'E-mail',
  citizenship: 'Citizenship',
  preferenceClaim: 'Veterans’ preference claimed',
  highestEducation: 'Highest education',
  signed: 'Signed',
  signatureDate: 'Signature date',
}
