// Query keys of the administration.
export const adminKeys = {
  options: ['admin', 'options'] as const,
  users: ['admin', 'users'] as const,
  devices: ['admin', 'devices'] as const,
  trail: (filter: object) => ['admin', 'trail', filter] as const,
}
