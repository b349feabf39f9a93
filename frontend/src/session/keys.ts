// officeKey is the query of the office that is kept on this computer.
export const officeKey = ['office'] as const
