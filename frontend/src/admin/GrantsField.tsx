import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { SelectField } from '../ui'
import { adminKeys } from './keys'

interface Props {
  grants: desktop.GrantForm[]
  onChange: (grants: desktop.GrantForm[]) => void
  error?: string
}

// GrantsField chooses the roles of a person and where each holds.
export function GrantsField({ grants, onChange, error }: Props) {
  const bridge = useBridge()
  const { data } = useQuery({ queryKey: adminKeys.options, queryFn: () => bridge.admin.options() })
  const roles = data?.roles ?? []
  const set = (n: number, grant: desktop.GrantForm) => onChange(grants.map((g, i) => (i === n ? grant : g)))
  const choose = (n: number, code: string) => set(n, { role: code, scope: roles.find((r) => r.code === code)?.places[0]?.code ?? '' })
  return (
    <fieldset className="grants" data-field="grants">
      <legend className="usa-label">Roles</legend>
      {error && <span className="usa-error-message">{error}</span>}
      {grants.length === 0 && <p className="quiet">Without a role the person can sign in and see nothing.</p>}
      {grants.map((g, n) => {
        const role = roles.find((r) => r.code === g.role)
        const places = role?.places ?? []
        const known = places.some((p) => p.code === g.scope)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- two grants may be alike while they are chosen
          <div key={n} className="grant">
            <SelectField
              label="Role"
              name={`role${n}`}
              value={g.role}
              onChange={(code) => choose(n, code)}
              options={roles}
              hint={role && role.does}
            />
            <SelectField
              label="Where"
              name={`scope${n}`}
              value={g.scope}
              onChange={(scope) => set(n, { ...g, scope })}
              options={known || !g.scope ? places : [...places, { code: g.scope, label: g.scope }]}
            />
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => onChange(grants.filter((_, i) => i !== n))} aria-label={`Take away role ${n + 1}`}>
              Take away
            </button>
          </div>
        )
      })}
      <div className="row">
        <button type="button" className="usa-button usa-button--outline" onClick={() => onChange([...grants, { role: '', scope: '' }])}>
          Add a role
        </button>
      </div>
    </fieldset>
  )
}
