// Query keys of hiring: everything that is fetched is named here once.
export const vacancyKeys = {
  all: ['vacancies'] as const,
  one: (id: string) => ['vacancies', id] as const,
  applicants: (id: string, grade: string, round: number) => ['vacancies', id, 'applicants', grade, round] as const,
  certificates: (id: string) => ['vacancies', id, 'certificates'] as const,
}

export const paperKeys = {
  list: ['paper'] as const,
  one: (id: string) => ['paper', id] as const,
  options: ['paper', 'options'] as const,
  second: (id: string) => ['paper', id, 'second'] as const,
}

export const applicationKeys = { one: (id: string) => ['applications', id] as const }

export const certificateKeys = {
  one: (id: string) => ['certificates', id] as const,
  preview: (vacancy: string, grade: string) => ['certificates', 'preview', vacancy, grade] as const,
}
