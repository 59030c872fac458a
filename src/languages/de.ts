// Over 120 lines: a dictionary is one list.

import type { Dictionary } from './en.ts'

/** Everything the pages of the public door say, in German, with “Sie”; the keys and their values are those of `en.ts`. */
export const de: Dictionary = {
  // Every page
  'page.skip': 'Zum Hauptinhalt springen',
  'page.signed-in-as': 'Angemeldet als',
  'page.runs-on': 'Läuft mit Latchkey',
  'page.languages': 'Sprache',
  'page.error-prefix': 'Fehler:',
  'page.problem': 'Es gibt ein Problem',
  'page.optional': 'optional',
  'page.show': 'Anzeigen',
  'page.hide': 'Verbergen',
  'page.back-to-sign-in': 'Zurück zur Anmeldung',
  'page.pages': 'Seiten',
  'page.newer': 'Neuere',
  'page.older': 'Ältere',

  // What is wrong with a field
  'field.one-text': 'Geben Sie hier genau einen Text ein',
  'field.too-long': 'Verwenden Sie hier höchstens {maximum, number} Zeichen',
  'field.one-line': 'Verwenden Sie gewöhnliche Zeichen und nur eine Zeile',
  'field.ordinary': 'Verwenden Sie nur gewöhnliche Zeichen',
  'field.address': 'Geben Sie eine Adresse wie name@example.org ein',
  'field.box': 'Setzen Sie hier ein Häkchen oder lassen Sie das Kästchen leer',

  // Error pages
  'error.number': 'Fehler {status}',
  'error.start-page': 'Zur Startseite',
  'error.reference': 'Kennung für Ihre Administration:',
  'error.not-found': 'Diese Seite gibt es nicht',
  'error.not-allowed': 'Dazu sind Sie nicht berechtigt',
  'error.stale-form': 'Dieses Formular ist nicht mehr gültig',
  'error.other-site': 'Dieses Formular stammt von einer anderen Website',
  'error.unknown-field': 'Das Formular enthält ein Feld, das es auf dieser Seite nicht gibt',
  'error.ill-formed': 'Die Anfrage enthält Zeichen, die keinen gültigen Text ergeben',
  'error.send-as-form': 'Senden Sie dies als Formular',
  'error.unreadable': 'Die Anfrage war nicht lesbar',
  'error.too-large': 'Das war zu viel auf einmal',
  'error.away': 'Dieser Dienst ist gerade nicht verfügbar',
  'error.busy': 'Gerade melden sich zu viele Personen gleichzeitig an',
  'error.ours': 'Bei uns ist etwas schiefgegangen',
  'error.400.text': 'Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es noch einmal.',
  'error.403.text':
    'Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'error.404.text': 'Vielleicht enthält die Adresse einen Tippfehler, oder die Seite ist umgezogen.',
  'error.413.text': 'Was gesendet wurde, ist für diese Seite zu groß. Es wurde nichts geändert.',
  'error.421.title': 'Dieser Server antwortet unter {origin}',
  'error.421.text':
    'Prüfen Sie die Adresse in Ihrem Browser. Die Administration legt sie mit PUBLIC_URL oder ADMIN_URL fest.',
  'error.503.text': 'Versuchen Sie es in einigen Sekunden noch einmal. Es gilt, was die Seite dann anzeigt.',
  'error.4xx.text': 'Es wurde nichts geändert.',
  'error.5xx.text':
    'Es ist nichts verloren gegangen. Versuchen Sie es noch einmal und nennen Sie Ihrer Administration die Kennung unten.',

  // Letters
  'letter.automatic':
    'Diese E-Mail wurde automatisch von {organization} gesendet; Antworten werden möglicherweise nicht gelesen.',
  'letter.questions': 'Fragen: {contact}',
  'letter.plain-link': 'Falls die Schaltfläche nicht reagiert, kopieren Sie diese Adresse in Ihren Browser:',
  'letter.before-link': '{words}:',
  'letter.fact': '{name}: {value}',
  'letter.moment': '{at, date, moment}',
  'letter.browser': '{browser} unter {system}',
  'letter.unknown-browser': 'unbekannter Browser',
  'letter.administrator': 'die Administration',

  // Signing in
  'sign-in.title': 'Anmelden',
  'sign-in.console-title': 'An der Konsole anmelden',
  'sign-in.identifier': 'E-Mail-Adresse oder Benutzername',
  'sign-in.password': 'Passwort',
  'sign-in.button': 'Anmelden',
  'sign-in.busy': 'Anmeldung läuft …',
  'sign-in.forgot': 'Passwort vergessen?',
  'sign-in.identifier-missing': 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein',
  'sign-in.password-missing': 'Geben Sie Ihr Passwort ein',
  'sign-in.refused': 'Der Name oder das Passwort stimmt nicht.',
  'sign-in.wait':
    'Zu viele Versuche. Warten Sie {seconds, plural, one {# Sekunde} other {# Sekunden}} und versuchen Sie es dann noch einmal.',
  'sign-in.wait-minutes':
    'Zu viele Versuche mit diesem Namen. Warten Sie {minutes, plural, one {# Minute} other {# Minuten}} oder setzen Sie Ihr Passwort zurück, um sofort weiterzumachen.',
  'sign-in.wait-for-reset':
    'Zu viele falsche Passwörter hintereinander für diesen Namen. Setzen Sie Ihr Passwort zurück oder melden Sie sich mit einem Browser an, mit dem Sie schon einmal angemeldet waren.',
  'sign-in.wait-only-minutes':
    'Zu viele Versuche mit diesem Namen. Warten Sie {minutes, plural, one {# Minute} other {# Minuten}} und versuchen Sie es dann noch einmal.',
  'sign-in.wait-for-unlock':
    'Zu viele falsche Passwörter hintereinander für diesen Namen. Melden Sie sich mit einem Browser an, mit dem Sie schon einmal angemeldet waren, oder bitten Sie jemanden aus der Administration, Ihr Konto freizugeben.',
  'sign-in.one-time-code.title': 'Neues Passwort wählen',
  'sign-in.one-time-code.text':
    'Der Code stimmt und ist damit verbraucht: Wählen Sie jetzt ein neues Passwort und melden Sie sich dann damit an.',
  'sign-in.one-time-code.go-on': 'Weiter zum neuen Passwort',
  'sign-in.signed-out': 'Sie sind abgemeldet.',
  'proof.sign-in':
    'Im Moment schlagen viele Anmeldungen fehl. Deshalb verlangt diese Seite einen kurzen zusätzlichen Schritt.',
  'proof.sign-in-again':
    'Im Moment schlagen viele Anmeldungen fehl. Deshalb braucht Ihre einen kurzen zusätzlichen Schritt. Geben Sie Ihr Passwort noch einmal ein.',
  'proof.forgot':
    'Im Moment werden viele Mails zum Zurücksetzen angefordert. Deshalb verlangt diese Seite einen kurzen zusätzlichen Schritt.',
  'proof.forgot-again':
    'Im Moment werden viele Mails zum Zurücksetzen angefordert. Deshalb braucht Ihre Anfrage einen kurzen zusätzlichen Schritt. Sie wurde noch nicht angenommen.',
  'proof.working':
    'Ihr Browser rechnet einen Moment. Wenn Sie auf die Schaltfläche drücken, geht das Formular ab, sobald er fertig ist.',
  'proof.waiting':
    'Das dauert {seconds, plural, one {# Sekunde} other {# Sekunden}}. Wenn Sie auf die Schaltfläche drücken, geht das Formular ab, sobald die Zeit um ist.',
  'proof.ready': 'Fertig. Sie können auf die Schaltfläche drücken.',
  'proof.progress': 'Fortschritt der Berechnung',
  'proof.wait':
    'Warten Sie {seconds, plural, one {# Sekunde} other {# Sekunden}} und drücken Sie dann auf die Schaltfläche.',
  'proof.no-wait':
    'Verwenden Sie einen Browser mit JavaScript oder kommen Sie in {minutes, plural, one {# Minute} other {# Minuten}} wieder.',

  // Choosing a password
  'passwords.hint':
    'Gut eignen sich einige Wörter ohne Zusammenhang. Leerzeichen und alle anderen Zeichen sind erlaubt.',
  'passwords.rule.length': 'Mindestens {minimum, plural, one {# Zeichen} other {# Zeichen}}',
  'passwords.rule.variety': 'Nicht immer wieder dieselben wenigen Zeichen oder Wörter',
  'passwords.rule.context': 'Nicht aus Ihrem Namen, Ihrer Adresse oder dem Namen dieser Organisation gebildet',
  'passwords.rule.common':
    'Kein verbreitetes oder gestohlenes Passwort und keine Tastenreihe. Das wird beim Absenden geprüft.',
  'passwords.rule-met': 'Erfüllt:',
  'passwords.rule-unmet': 'Noch nicht erfüllt:',
  'passwords.rules-met': 'Bisher {met} von {all, plural, one {# Regel} other {# Regeln}} erfüllt',
  'passwords.strength.weak': 'Stärke: schwach',
  'passwords.strength.fair': 'Stärke: mittel',
  'passwords.strength.good': 'Stärke: gut',
  'passwords.strength.strong': 'Stärke: sehr gut',
  'passwords.characters': 'Zeichen',
  'passwords.too-long-field': 'Verwenden Sie höchstens {maximum, number} Zeichen',
  'passwords.too-short':
    'Verwenden Sie mindestens {minimum, number} Zeichen. Gut eignen sich einige Wörter ohne Zusammenhang.',
  'passwords.too-long': 'Verwenden Sie höchstens {maximum, number} Zeichen.',
  'passwords.repetitive': 'Verwenden Sie mehr verschiedene Zeichen: Hier wiederholen sich immer dieselben.',
  'passwords.sequence': 'Wählen Sie etwas anderes als eine Tastenreihe oder eine Folge wie 12345.',
  'passwords.common':
    'Dieses Passwort steht auf einer Liste verbreiteter und gestohlener Passwörter, die Rateprogramme zuerst ausprobieren. Wählen Sie eines, das sonst niemand verwendet.',
  'passwords.context': 'Wählen Sie etwas anderes als Ihren Namen, Ihre Adresse oder den Namen dieser Organisation.',
  'passwords.rule.history':
    '{passwords, plural, one {Nicht Ihr aktuelles Passwort} other {Keines Ihrer letzten # Passwörter}}',
  'passwords.chosen-before':
    '{passwords, plural, one {Das ist Ihr aktuelles Passwort.} other {Dieses Passwort gehört zu Ihren letzten # Passwörtern.}} Wählen Sie ein neues.',
  'passwords.missing': 'Geben Sie ein neues Passwort ein',
  'passwords.not-the-same': 'Die beiden Passwörter stimmen nicht überein',

  // The forgotten password
  'reset.forgot.title': 'Passwort vergessen?',
  'reset.forgot.lede':
    'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein. Wir senden eine E-Mail mit einem Link, über den Sie ein neues Passwort wählen können.',
  'reset.forgot.lede-code':
    'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein. Wir senden eine E-Mail mit einem Code, den Sie in diesem Browser eingeben.',
  'reset.forgot.missing': 'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein',
  'reset.forgot.button': 'E-Mail senden',
  'reset.forgot.busy': 'Wird gesendet …',
  'reset.sent.title': 'Sehen Sie in Ihr Postfach',
  'reset.sent.lede':
    'Wenn es zu Ihrer Eingabe ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Der Link ist {minutes, plural, one {# Minute} other {# Minuten}} gültig.',
  'reset.sent.lede-code':
    'Wenn es zu Ihrer Eingabe ein Konto gibt, ist eine E-Mail mit einem Code aus acht Ziffern unterwegs. Der Code ist {minutes, plural, one {# Minute} other {# Minuten}} gültig, und nur in diesem Browser.',
  'reset.sent.elsewhere': 'Lesen Sie Ihre E-Mails auf einem anderen Gerät?',
  'reset.sent.code':
    'Die E-Mail enthält auch einen Code aus acht Ziffern. Geben Sie ihn in diesem Browser ein, statt den Link zu öffnen.',
  'reset.sent.enter-code': 'Code eingeben',
  'reset.sent.no-mail': 'Nach einigen Minuten noch keine E-Mail?',
  'reset.sent.spam': 'Sehen Sie auch im Spam-Ordner nach.',
  'reset.sent.spelling': 'Prüfen Sie die Schreibweise.',
  'reset.sent.other': 'Versuchen Sie es mit einer anderen Adresse oder Ihrem Benutzernamen',
  'reset.sent.wait':
    'Warten Sie zwei Minuten, bevor Sie die E-Mail erneut anfordern. Innerhalb von 15 Minuten erhält ein Konto höchstens {letters, plural, one {eine E-Mail} other {# E-Mails}}; weitere werden nicht gesendet.',
  'reset.sent.button': 'Erneut senden',
  'reset.sent.again':
    'Wenn es ein passendes Konto gibt und seine Grenze noch nicht erreicht ist, ist eine weitere E-Mail unterwegs. Nur die neueste ist gültig.',
  'reset.code.title': 'Code aus der E-Mail eingeben',
  'reset.code.lede':
    'Der Code ist {minutes, plural, one {# Minute} other {# Minuten}} gültig, und nur in dem Browser, in dem die E-Mail angefordert wurde.',
  'reset.code.label': 'Code',
  'reset.code.hint': 'Acht Ziffern, zum Beispiel 1234 5678. Leerzeichen spielen keine Rolle.',
  'reset.code.missing': 'Geben Sie den Code aus der E-Mail ein',
  'reset.code.eight-digits': 'Geben Sie alle acht Ziffern des Codes ein',
  'reset.code.wrong':
    'Dieser Code ist hier nicht gültig. Prüfen Sie, ob die Ziffern stimmen und aus der neuesten E-Mail sind; nach {minutes, plural, one {einer Minute} other {# Minuten}} verfällt ein Code.',
  'reset.code.button': 'Weiter',
  'reset.code.busy': 'Wird geprüft …',
  'reset.code.back': 'Kein Code angekommen? Zurück und erneut senden',
  'reset.code.used-up.title': 'Zu viele Versuche mit diesem Code',
  'reset.code.used-up.text':
    'Ein Code lässt höchstens {tries, plural, one {einen Versuch} other {# Versuche}} zu. Der Link in der E-Mail ist weiterhin gültig; für einen anderen Code fordern Sie eine neue E-Mail an.',
  'reset.code.used-up.text-code':
    'Ein Code lässt höchstens {tries, plural, one {einen Versuch} other {# Versuche}} zu. Für einen anderen Code fordern Sie eine neue E-Mail an.',
  'reset.choose.title': 'Neues Passwort wählen',
  'reset.choose.invitation-title': 'Passwort wählen',
  'reset.choose.password': 'Neues Passwort',
  'reset.choose.again': 'Neues Passwort wiederholen',
  'reset.choose.button': 'Passwort festlegen',
  'reset.choose.busy': 'Passwort wird festgelegt …',
  'reset.choose.foot': 'Mit dem neuen Passwort werden Sie überall sonst abgemeldet.',
  'reset.done': 'Ihr Passwort ist festgelegt. Melden Sie sich jetzt damit an.',
  'reset.closed.title': 'Das Passwort lässt sich gerade nicht zurücksetzen',
  'reset.closed.text':
    'Ihre Organisation bietet das Zurücksetzen per E-Mail zurzeit nicht an. Wenden Sie sich wegen Ihres Passworts an Ihre Administration.',
  'reset.dead.used.title': 'Dieser Link wurde bereits verwendet',
  'reset.dead.used.text': 'Mit ihm wurde ein Passwort festgelegt, und jeder Link lässt sich nur einmal verwenden.',
  'reset.dead.used.next':
    'Wenn Sie das waren, melden Sie sich mit dem neuen Passwort an. Wenn nicht, fordern Sie jetzt eine neue E-Mail an und legen Sie ein anderes Passwort fest.',
  'reset.dead.replaced.title': 'Eine neuere E-Mail hat diese ersetzt',
  'reset.dead.replaced.text': 'Nur der Link in der neuesten E-Mail ist gültig.',
  'reset.dead.replaced.next':
    'Suchen Sie nach der neuesten E-Mail, auch im Spam-Ordner. Wenn Sie keine finden, fordern Sie eine neue an.',
  'reset.dead.expired.title': 'Dieser Link ist abgelaufen',
  'reset.dead.expired.text':
    'Links sind nur kurze Zeit gültig, damit niemand sonst mit einer alten E-Mail etwas anfangen kann.',
  'reset.dead.unknown.title': 'Dieser Link ist nicht mehr gültig',
  'reset.dead.unknown.text':
    'Er wurde bereits verwendet, ist abgelaufen, eine neuere E-Mail hat ihn ersetzt, oder ein Teil der Adresse fehlt.',
  'reset.dead.next':
    'Fordern Sie eine neue E-Mail an und verwenden Sie den Link darin. Nur der neueste Link ist gültig.',
  'reset.dead.next-code':
    'Fordern Sie eine neue E-Mail an und geben Sie den Code daraus ein. Nur die neueste E-Mail ist gültig.',
  'reset.dead.button': 'Neue E-Mail anfordern',
  'reset.dead.ask-administrator': 'Bitten Sie Ihre Administration um einen neuen Link.',
  'reset.not-me.title': 'Haben Sie diese E-Mail nicht angefordert?',
  'reset.not-me.lede':
    'Jemand hat ein neues Passwort für Ihr Konto angefordert. Stoppen Sie die Anforderung: Link und Code werden ungültig, und Ihr Passwort bleibt, wie es ist.',
  'reset.not-me.end-sessions': 'Mich auch auf allen Geräten abmelden',
  'reset.not-me.end-sessions-hint': 'Wählen Sie das, wenn vielleicht noch jemand in Ihrem Konto angemeldet ist.',
  'reset.not-me.button': 'Das war ich nicht',
  'reset.not-me.busy': 'Wird gestoppt …',
  'reset.not-me.foot':
    'Wenn Sie die E-Mail doch angefordert haben, schließen Sie diese Seite und verwenden Sie den Link oder den Code darin.',
  'reset.reported.title': 'Die Anforderung ist gestoppt',
  'reset.reported.lede': 'Danke für Ihren Hinweis. Das ist geschehen:',
  'reset.reported.link': 'Der Link und der Code in der E-Mail sind ungültig. Ihr Passwort ist unverändert.',
  'reset.reported.administrators': 'Ihre Meldung ist für die Administration festgehalten.',
  'reset.reported.sessions': 'Sie sind auf allen Geräten abgemeldet.',
  'reset.reported.next': 'Was Sie jetzt tun können',
  'reset.reported.mailbox':
    'Sichern Sie Ihr Postfach: Ändern Sie das Passwort dafür und melden Sie Geräte ab, die Sie nicht kennen. Wer Ihre E-Mails lesen kann, kann auch Ihre Konten übernehmen.',
  'reset.reported.password': 'Wenn Sie nicht sicher sind, dass nur Sie Ihr Passwort kennen, wählen Sie ein neues.',
  'reset.not-me-dead.title': 'Hier gibt es nichts mehr zu stoppen',
  'reset.not-me-dead.text':
    'Die Anforderung zu dieser E-Mail ist beendet: Sie wurde gestoppt, ihr Link wurde verwendet, eine neuere E-Mail hat sie ersetzt, oder sie ist älter als ein Tag.',
  'reset.not-me-dead.next':
    'Wenn Ihr Passwort geändert wurde und Sie das nicht waren, wählen Sie jetzt ein neues und informieren Sie Ihre Administration.',

  // My Account
  'account.title': 'Mein Konto',
  'account.sign-out': 'Abmelden',
  'account.username': 'Benutzername',
  'account.tab.profile': 'Profil',
  'account.tab.password': 'Passwort',
  'account.tab.email': 'E-Mail-Adresse',
  'account.tab.sessions': 'Sitzungen',
  'account.tab.activity': 'Letzte Aktivitäten',
  'account.tab.language': 'Sprache',
  'account.current-password': 'Aktuelles Passwort',
  'account.current-password.missing': 'Geben Sie Ihr aktuelles Passwort ein',
  'account.current-password.wrong': 'Das ist nicht Ihr aktuelles Passwort',
  'account.profile.heading': 'Profil',
  'account.profile.given-name': 'Vorname',
  'account.profile.family-name': 'Nachname',
  'account.profile.save': 'Profil speichern',
  'account.profile.saved': 'Ihr Profil ist gespeichert.',
  'account.password.title': 'Passwort – Mein Konto',
  'account.password.heading': 'Passwort',
  'account.password.new': 'Neues Passwort',
  'account.password.again': 'Neues Passwort wiederholen',
  'account.password.hint': 'Wenn Sie das Passwort ändern, enden Ihre anderen Sitzungen.',
  'account.password.change': 'Passwort ändern',
  'account.password.changed': 'Ihr Passwort ist geändert. Alle anderen Browser sind abgemeldet.',
  'account.password.overtaken': 'Ihr Passwort wurde inzwischen geändert. Melden Sie sich erneut an.',
  'account.email.title': 'E-Mail-Adresse – Mein Konto',
  'account.email.heading': 'E-Mail-Adresse',
  'account.email.present': 'Aktuelle E-Mail-Adresse',
  'account.email.new': 'Neue E-Mail-Adresse',
  'account.email.hint':
    'An die neue Adresse geht eine E-Mail mit einem Link. Solange Sie ihn nicht verwenden, ändert sich nichts. Auch die aktuelle Adresse wird benachrichtigt.',
  'account.email.change': 'E-Mail-Adresse ändern',
  'account.email.sending': 'Wird gesendet …',
  'account.email.missing': 'Geben Sie die neue E-Mail-Adresse ein',
  'account.email.own': 'Das ist bereits Ihre E-Mail-Adresse. Geben Sie eine andere ein.',
  'account.email.limit':
    'Für Ihr Konto wurden zu viele E-Mails gesendet. Versuchen Sie es in einer Stunde noch einmal.',
  'account.email.too-often':
    'Die Adresse wurde in den letzten drei Tagen zu oft geändert. Versuchen Sie es in ein oder zwei Tagen noch einmal.',
  'account.email.overtaken': 'Ihr Konto wurde inzwischen geändert. Versuchen Sie es noch einmal.',
  'account.email.asked':
    'Eine E-Mail ist an die neue Adresse unterwegs. Bestätigen Sie die Adresse über den Link darin.',
  'account.email.pending-heading': 'Ihre Bestätigung steht noch aus',
  'account.email.pending':
    'Öffnen Sie den Link in der E-Mail an {address}. Er ist bis zum {until, date, moment} gültig. Solange Sie ihn nicht verwenden, gehen E-Mails an die aktuelle Adresse.',
  'account.email.no-mail':
    'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach, prüfen Sie die Schreibweise und fordern Sie dann eine neue an. Nur der neueste Link ist gültig.',
  'account.email.cancel': 'Aktuelle Adresse behalten',
  'account.email.cancelled': 'Ihre E-Mail-Adresse bleibt, wie sie ist. Der Link in der E-Mail ist nicht mehr gültig.',
  'account.email.nothing-pending': 'Es gab keine Änderung mehr, die Sie abbrechen könnten.',
  'account.confirm.title': 'Bestätigen Sie Ihre neue E-Mail-Adresse',
  'account.confirm.text': 'Danach gehen E-Mails zum Konto {username} an {address}.',
  'account.confirm.old-links':
    'Links, die an die alte Adresse gesendet wurden, werden ungültig, und die alte Adresse erhält einen Hinweis.',
  'account.confirm.button': 'Adresse bestätigen',
  'account.confirm.not-you': 'Ist das nicht Ihr Konto? Schließen Sie diese Seite: Es ändert sich nichts.',
  'account.confirm.done': 'Die neue E-Mail-Adresse ist bestätigt.',
  'account.confirm.dead': 'Dieser Link ist nicht mehr gültig',
  'account.confirm.dead-why':
    'Er wurde bereits verwendet, ist abgelaufen, die Änderung wurde abgebrochen, oder eine neuere E-Mail hat ihn ersetzt. Vielleicht haben sich seither auch Ihr Passwort oder die Sitzungen geändert.',
  'account.confirm.dead-next':
    'Sehen Sie unter „Mein Konto“ nach, welche Adresse gilt, und fordern Sie dort eine neue E-Mail an.',
  'account.confirm.to-account': 'Zu „Mein Konto“',
  'account.confirm.other': 'Dieser Link gehört zu einem anderen Konto',
  'account.confirm.other-text':
    'Sie sind in einem Konto angemeldet, zu dem dieser Link nicht gehört. Es wurde nichts geändert.',
  'account.confirm.other-next': 'Melden Sie sich ab und öffnen Sie den Link in der E-Mail noch einmal.',
  'account.undo.title': 'Bisherige E-Mail-Adresse wiederherstellen?',
  'account.undo.lede':
    'Die E-Mail-Adresse Ihres Kontos wurde geändert. Wenn Sie das nicht waren, stellen Sie die Adresse wieder her, an die die E-Mail mit diesem Link ging.',
  'account.undo.what':
    'Alle werden aus dem Konto abgemeldet, bisher gesendete Links werden ungültig, und das Passwort gilt nicht mehr. An die wiederhergestellte Adresse geht ein Link, mit dem Sie ein neues wählen.',
  'account.undo.button': 'Adresse wiederherstellen',
  'account.undo.busy': 'Wird wiederhergestellt …',
  'account.undo.foot': 'Wenn Sie die Adresse selbst geändert haben, schließen Sie diese Seite: Es ändert sich nichts.',
  'account.undo.done': 'Ihre bisherige Adresse gilt wieder',
  'account.undo.done-mail':
    'Eine E-Mail mit einem Link ist dorthin unterwegs. Wählen Sie damit ein neues Passwort: Bis dahin kann sich niemand anmelden.',
  'account.undo.done-told':
    'Die andere Adresse hat einen Hinweis erhalten, und die Administration findet die Änderung in ihrem Protokoll.',
  'account.undo.taken': 'Die Adresse lässt sich nicht wiederherstellen',
  'account.undo.taken-text':
    'Sie gehört inzwischen zu einem anderen Konto. Es wurde nichts geändert. Informieren Sie jetzt Ihre Administration.',
  'account.undo.dead': 'Hier gibt es nichts mehr wiederherzustellen',
  'account.undo.dead-text':
    'Der Link wurde verwendet, ist älter als drei Tage, oder die Administration hat das Konto seither geändert.',
  'account.undo.dead-next':
    'Wenn E-Mails zu Ihrem Konto an eine fremde Adresse gehen, informieren Sie jetzt Ihre Administration.',
  'account.sessions.title': 'Sitzungen – Mein Konto',
  'account.sessions.heading': 'Sitzungen',
  'account.sessions.only-here': 'Sie sind nur hier angemeldet.',
  'account.sessions.this-browser': 'dieser Browser',
  'account.sessions.console': 'Konsole',
  'account.sessions.browser': '{browser}',
  'account.sessions.browser-on-system': '{browser} unter {system}',
  'account.sessions.unknown-browser': 'Unbekannter Browser',
  'account.sessions.address': 'IP-Adresse {address}',
  'account.sessions.began': 'Angemeldet am {at, date, moment}',
  'account.sessions.seen': 'Zuletzt aktiv am {at, date, moment}',
  'account.sessions.which': 'Welche Sitzung soll beendet werden?',
  'account.sessions.all-others': 'Alle anderen Sitzungen',
  'account.sessions.missing': 'Wählen Sie die Sitzung, die beendet werden soll',
  'account.sessions.end': 'Sitzung beenden',
  'account.sessions.unknown': 'Ist eine dabei, die Sie nicht kennen? Beenden Sie sie und ändern Sie dann Ihr Passwort.',
  'account.sessions.ended': 'Die Sitzung ist beendet.',
  'account.sessions.gone': 'Diese Sitzung war bereits beendet.',
  'account.sessions.all-ended': 'Alle anderen Sitzungen sind beendet.',
  'account.activity.title': 'Letzte Aktivitäten – Mein Konto',
  'account.activity.heading': 'Letzte Aktivitäten',
  'account.activity.hint':
    'Was in Ihrem Konto geschehen ist, das Neueste zuerst. Ist etwas dabei, das nicht von Ihnen kommt? Ändern Sie Ihr Passwort.',
  'account.activity.nothing': 'Hier gibt es keine weiteren Einträge.',
  'account.activity.newest': 'Neueste Aktivitäten anzeigen',
  'account.activity.at': '{at, date, moment}',
  'account.activity.by-administrator': 'durch die Administration',
  'account.activity.from': 'IP-Adresse {address}',
  'account.activity.setup': 'Als erste Person die Administration übernommen',
  'account.activity.sign-in': 'Angemeldet',
  'account.activity.sign-in-refused': 'Anmeldung abgelehnt',
  'account.activity.console-sign-in': 'An der Konsole angemeldet',
  'account.activity.console-sign-in-refused': 'Anmeldung an der Konsole abgelehnt',
  'account.activity.console-proof': 'Passwort in der Konsole erneut eingegeben',
  'account.activity.console-proof-refused': 'Falsches Passwort in der Konsole eingegeben',
  'account.activity.password': 'Passwort geändert',
  'account.activity.password-refused': 'Passwort nicht geändert: Das aktuelle war falsch',
  'account.activity.email-asked': 'Änderung der E-Mail-Adresse angefordert',
  'account.activity.email-asked-refused': 'Änderung der E-Mail-Adresse abgelehnt: Das Passwort war falsch',
  'account.activity.email-cancelled': 'Änderung der E-Mail-Adresse abgebrochen',
  'account.activity.email': 'E-Mail-Adresse geändert',
  'account.activity.email-refused': 'E-Mail-Adresse nicht geändert',
  'account.activity.email-undone': 'Bisherige E-Mail-Adresse wiederhergestellt',
  'account.activity.email-undone-refused': 'Bisherige E-Mail-Adresse nicht wiederhergestellt',
  'account.activity.api-key': 'API-Schlüssel erstellt',
  'account.activity.api-key-revoked': 'API-Schlüssel widerrufen',
  'account.activity.profile': 'Profil gespeichert',
  'account.activity.language': 'Sprache gewählt',
  'account.activity.session-ended': 'Sitzung beendet',
  'account.activity.sessions-ended': 'Sitzungen beendet',
  'account.activity.sessions-refused': 'Sitzungen nicht beendet: Das Passwort war falsch',
  'account.activity.reset-asked': 'Neues Passwort angefordert, E-Mail gesendet',
  'account.activity.reset-asked-refused': 'Neues Passwort angefordert, keine E-Mail gesendet',
  'account.activity.username': 'Benutzername angefordert, E-Mail gesendet',
  'account.activity.username-refused': 'Benutzername angefordert, keine E-Mail gesendet',
  'account.activity.reset-opened': 'Link in der E-Mail zum Zurücksetzen geöffnet',
  'account.activity.code': 'Code aus einer E-Mail eingegeben',
  'account.activity.code-refused': 'Falscher Code eingegeben',
  'account.activity.reset': 'Neues Passwort über den Link gewählt',
  'account.activity.reset-reported': 'Gemeldet: neues Passwort nicht selbst angefordert',
  'account.activity.one-time-link': 'Einmal-Link zum Wählen eines Passworts erstellt',
  'account.activity.invitation-opened': 'Einladung geöffnet',
  'account.activity.invitation-accepted': 'Passwort über die Einladung gewählt',
  'account.activity.created': 'Konto angelegt',
  'account.activity.invited-again': 'Neue Einladung gesendet',
  'account.activity.changed': 'Kontodaten geändert',
  'account.activity.roles': 'Rollen geändert',
  'account.activity.reset-forced': 'Neues Passwort verlangt',
  'account.activity.one-time-code': 'Einmal-Code statt des Passworts eingegeben',
  'account.activity.disabled': 'Konto deaktiviert',
  'account.activity.enabled': 'Konto aktiviert',
  'account.activity.unlocked': 'Fehlversuche bei der Anmeldung zurückgesetzt',
  'account.activity.mail-retried': 'E-Mail an Sie erneut zum Versand vorgemerkt',
  'account.activity.mail-cancelled': 'Versand einer E-Mail an Sie abgebrochen',
  'account.activity.other': 'In Ihrem Konto ist noch etwas anderes geschehen',
  'account.activity.other-refused': 'Etwas wurde abgelehnt, nichts wurde geändert',
  'account.language.title': 'Sprache – Mein Konto',
  'account.language.heading': 'Sprache',
  'account.language.label': 'Sprache der Seiten und E-Mails',
  'account.language.save': 'Sprache speichern',
  'account.language.saved': 'Ihre Sprache ist gespeichert.',
  'account.language.missing': 'Wählen Sie eine dieser Sprachen',
}
