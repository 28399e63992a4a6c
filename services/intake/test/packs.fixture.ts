const status = {
  TRIAGE: '10',
  HANDLING: '20',
  VERIFYING: '30',
  ANSWERING: '40',
  CLOSED: '90',
  DECLINED: '91',
  WITHDRAWN: '92',
  VOID: '93',
}

/** A system whose messages all carry one number. */
export const numbered = (parts: object = {}) => ({
  format: 1,
  name: { 'zh-CN': '编号系统', en: 'Numbered' },
  authority: 'ours',
  defaultArea: '500105005',
  operation: { from: 'op', table: 'operations' },
  number: { from: 'no', field: 'no' },
  map: {
    type: { transform: 'code', from: 'kind', table: 'types' },
    text: { transform: 'text', from: ['title', 'body'] },
    point: { transform: 'gcj02', from: ['x', 'y'] },
    area: { transform: 'copy', from: 'grid' },
    observedAt: { transform: 'instant', from: 'seen' },
    'contact.name': { transform: 'text', from: 'who' },
    'contact.phone': { transform: 'text', from: 'phone' },
    'fields.building': { transform: 'copy', from: 'building' },
  },
  tables: {
    operations: { new: 'create', more: 'update', end: 'close' },
    types: { L: 'lamp', E: 'lift', P: 'port-trucks' } as Record<string, string>,
  },
  status,
  ...parts,
})

/** A system whose messages refer to earlier ones, and which decides itself when a matter is closed. */
export const referring = () => ({
  ...numbered(),
  authority: 'theirs',
  number: { from: 'identifier', field: 'identifier', references: { from: 'references', part: 2 } },
})
