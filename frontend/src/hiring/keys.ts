// Query keys of hiring: everything that is fetched is named here once.
export const vacancyKeys = {
  all: ['vacancies'] as const,
  one: (id: string) => ['vacancies', id] as const,
  applicants: (id: string, grade: string, round: number) => ['vacancies', id, 'applicants', grade, round] as const,
  certificates: (id: string) => ['vacancies', id, 'certificates'] as const,
  rating: (id: string) => ['vacancies', id, 'rating'] as const,
  history: (id: string) => ['vacancies', id, 'history'] as const,
  page: (id: string, savedAt: string) => ['vacancies', id, 'page', savedAt] as const,
}

export const builderKeys = {
  draft: (id: string) => ['builder', id] as const,
  options: ['builder', 'options'] as const,
  library: ['builder', 'library'] as const,
}

export const paperKeys = {
  list: ['paper'] as const,
  one: (id: string) => ['paper', id] as const,
  options: ['paper', 'options'] as const,
  second: (id: string) => ['paper', id, 'second'] as const,
  review: (id: string) => ['paper', id, 'review'] as const,
}

export const applicantKeys = { all: ['applicants'] as const }

export const applicationKeys = {
  all: ['applications'] as const,
  one: (id: string) => ['applications', id] as const,
}

export const stepKeys = { options: ['steps', 'options'] as const }

export const certificateKeys = {
  one: (id: string) => ['certificates', id] as const,
  preview: (vacancy: string, grade: string) => ['certificates', 'preview', vacancy, grade] as const,
}
