export type Board = 'PARTY_BUILDING' | 'ECONOMY' | 'LIVELIHOOD' | 'PEACE_AND_LAW'

/** The four boards of every street. */
export const BOARDS: readonly { readonly board: Board; readonly code: string; readonly name: string }[] = [
  { board: 'PARTY_BUILDING', code: 'party-building', name: '党的建设板块' },
  { board: 'ECONOMY', code: 'economic-development', name: '经济发展板块' },
  { board: 'LIVELIHOOD', code: 'livelihood-services', name: '民生服务板块' },
  { board: 'PEACE_AND_LAW', code: 'peace-and-law', name: '平安法治板块' },
]

/** Sections, institutions and stationed stations: the same kinds in every street, each in one board. */
export const OFFICES: readonly { readonly board: Board; readonly code: string; readonly name: string }[] = [
  { board: 'PARTY_BUILDING', code: 'party-affairs', name: '党建工作办公室' },
  { board: 'PARTY_BUILDING', code: 'general-affairs', name: '党政综合办公室' },
  { board: 'PARTY_BUILDING', code: 'discipline', name: '纪检监察办公室' },
  { board: 'ECONOMY', code: 'economy-office', name: '经济发展办公室' },
  { board: 'ECONOMY', code: 'construction', name: '规划建设管理办公室' },
  { board: 'ECONOMY', code: 'market-supervision', name: '市场监督管理所' },
  { board: 'LIVELIHOOD', code: 'property-management', name: '物业管理办公室' },
  { board: 'LIVELIHOOD', code: 'urban-management', name: '城市管理办公室' },
  { board: 'LIVELIHOOD', code: 'environment', name: '生态环境保护办公室' },
  { board: 'LIVELIHOOD', code: 'civil-affairs', name: '民政和社会事务办公室' },
  { board: 'LIVELIHOOD', code: 'health', name: '公共卫生办公室' },
  { board: 'LIVELIHOOD', code: 'labour', name: '劳动就业和社会保障服务所' },
  { board: 'PEACE_AND_LAW', code: 'peace-office', name: '平安建设办公室' },
  { board: 'PEACE_AND_LAW', code: 'justice', name: '司法所' },
  { board: 'PEACE_AND_LAW', code: 'police', name: '派出所' },
  { board: 'PEACE_AND_LAW', code: 'emergency', name: '应急管理办公室' },
  { board: 'PEACE_AND_LAW', code: 'fire', name: '消防救援站' },
  { board: 'PEACE_AND_LAW', code: 'law-enforcement', name: '综合行政执法大队' },
]

export const DEPARTMENTS: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'housing', name: '区住房和城乡建设委员会' },
  { code: 'urban-management-bureau', name: '区城市管理局' },
  { code: 'emergency-bureau', name: '区应急管理局' },
  { code: 'public-security', name: '区公安分局' },
  { code: 'fire-brigade', name: '区消防救援支队' },
  { code: 'market-regulation', name: '区市场监督管理局' },
  { code: 'ecology', name: '区生态环境局' },
  { code: 'civil-affairs-bureau', name: '区民政局' },
  { code: 'justice-bureau', name: '区司法局' },
  { code: 'health-commission', name: '区卫生健康委员会' },
  { code: 'human-resources', name: '区人力资源和社会保障局' },
  { code: 'planning', name: '区规划和自然资源局' },
  { code: 'transport', name: '区交通运输委员会' },
]
