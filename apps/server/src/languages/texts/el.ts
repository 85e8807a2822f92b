import type { Texts } from '../texts.ts'

export const el: Texts = {
  tokenSms: '{token} είναι ο κωδικός σας για {app}.',
  tokenSmsWithAction: '{token} είναι ο κωδικός σας για {app}. {action}',
  codeSms: 'Κωδικός επαλήθευσης: {code} για {app}.',
  installLinkSms: 'Εφαρμογή για {app}: {url}',
  voice: {
    languageTag: 'el-GR',
    otherTags: [],
    greeting: 'Γεια σας. Ο κωδικός σας για {app} είναι',
    again: 'Επαναλαμβάνουμε, ο κωδικός σας είναι',
    goodbye: 'Αντίο σας.',
  },
  email: {
    subject: 'Ο κωδικός σας για {app}',
    lead: 'Ο κωδικός σας για {app} είναι:',
    expires: {
      one: 'Λήγει σε {minutes} λεπτό.',
      other: 'Λήγει σε {minutes} λεπτά.',
    },
    neverShare: 'Μην τον αποκαλύψετε ποτέ σε κανέναν.',
    ignore: 'Αν δεν τον ζητήσατε, αγνοήστε αυτό το μήνυμα.',
  },
  phoneStart: {
    sms: 'Στάλθηκε μήνυμα κειμένου στο {number}.',
    call: 'Ξεκίνησε η κλήση προς το {number}.',
  },
}
