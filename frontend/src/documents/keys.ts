export const documentKeys = {
  of: (kind: string, owner: string) => ['documents', kind, owner] as const,
}
