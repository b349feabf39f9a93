// Query keys of the knowledge base.
export const articleKeys = {
  list: (text: string) => ['articles', 'list', text] as const,
  one: (slug: string, version: string) => ['articles', 'one', slug, version] as const,
}
