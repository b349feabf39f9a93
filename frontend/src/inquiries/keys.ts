// Query keys of inquiries: everything that is fetched is named here once.
export const inquiryKeys = {
  options: ['inquiries', 'options'] as const,
  queue: ['inquiries', 'queue'] as const, // every list
  list: (which: string) => ['inquiries', 'queue', which] as const,
  givable: ['inquiries', 'givable'] as const,
  parked: ['inquiries', 'parked'] as const,
  one: (id: string) => ['inquiries', 'one', id] as const,
  zip: (zip: string, state: string, county: string) => ['inquiries', 'zip', zip, state, county] as const,
  articles: (text: string, about: string) => ['inquiries', 'articles', text, about] as const,
  article: (slug: string, version: string) => ['inquiries', 'article', slug, version] as const,
  callers: (text: string) => ['inquiries', 'callers', text] as const,
}
