export function putPacks(folder: string, intake: string, token: string): Promise<void>
