import { Command } from '../ui'

// Forgotten says what to do about a forgotten password: unlocking an account does
// not bring it back.
export function Forgotten({ folder, login }: { folder: string; login: string }) {
  const quoted = /[ '&()]/.test(folder) ? `"${folder}"` : folder
  return (
    <div className="stack">
      <p>
        Nobody can look it up. If your agency has made a recovery key, your administrator opens your account on this computer with it and you choose a
        new password. What you have not sent yet is kept:
      </p>
      <Command line={`civicdesk recover --data ${quoted} --user ${login || 'LOGIN'} --key FILE`} />
      <p className="quiet">
        Without a recovery key, your administrator gives you an enrolment code for another data folder. What you sent is on the server; what you have
        not sent stays closed in this one.
      </p>
    </div>
  )
}
