// Over 120 lines: a dictionary is one list.

import type { Dictionary } from './en.ts'

/** Everything the pages of the public door say, in French, with “vous”; the keys and their values are those of `en.ts`. */
export const fr: Dictionary = {
  // Every page
  'page.skip': 'Aller au contenu principal',
  'page.signed-in-as': 'Compte connecté :',
  'page.runs-on': 'Fonctionne avec Latchkey',
  'page.languages': 'Langue',
  'page.error-prefix': 'Erreur :',
  'page.problem': 'Un problème est survenu',
  'page.optional': 'facultatif',
  'page.show': 'Afficher',
  'page.hide': 'Masquer',
  'page.back-to-sign-in': 'Retour à la connexion',
  'page.pages': 'Pages',
  'page.newer': 'Plus récent',
  'page.older': 'Plus ancien',

  // What is wrong with a field
  'field.one-text': 'Saisissez ici un seul texte',
  'field.too-long': 'Ne dépassez pas {maximum, number} caractères ici',
  'field.one-line': 'Utilisez des caractères ordinaires, sur une seule ligne',
  'field.ordinary': 'Utilisez uniquement des caractères ordinaires',
  'field.address': 'Saisissez une adresse, par exemple name@example.org',
  'field.box': 'Cochez cette case ou laissez-la vide',

  // Error pages
  'error.number': 'Erreur {status}',
  'error.start-page': 'Aller à la page d’accueil',
  'error.reference': 'Référence pour votre administrateur :',
  'error.not-found': 'Cette page n’existe pas',
  'error.not-allowed': 'Vous n’avez pas l’autorisation de faire cela',
  'error.stale-form': 'Ce formulaire n’est plus valable',
  'error.other-site': 'Ce formulaire provient d’un autre site',
  'error.unknown-field': 'Le formulaire contient un champ que cette page n’a pas',
  'error.ill-formed': 'La requête contient des caractères qui ne forment pas un texte valide',
  'error.send-as-form': 'Envoyez ceci sous forme de formulaire',
  'error.unreadable': 'La requête n’a pas pu être lue',
  'error.too-large': 'L’envoi est trop volumineux',
  'error.away': 'Ce service est momentanément indisponible',
  'error.busy': 'Trop de personnes se connectent en ce moment',
  'error.ours': 'Une erreur s’est produite de notre côté',
  'error.400.text': 'Rien n’a été modifié. Revenez en arrière et réessayez.',
  'error.403.text': 'Rien n’a été modifié. Revenez en arrière, rechargez la page et réessayez.',
  'error.404.text': 'L’adresse contient peut-être une faute de frappe, ou la page a été déplacée.',
  'error.413.text': 'L’envoi dépasse ce que cette page accepte. Rien n’a été modifié.',
  'error.421.title': 'Ce serveur répond à l’adresse {origin}',
  'error.421.text':
    'Vérifiez l’adresse dans votre navigateur. Un administrateur la définit avec PUBLIC_URL ou ADMIN_URL.',
  'error.503.text': 'Réessayez dans quelques secondes. C’est ce que la page affichera alors qui compte.',
  'error.4xx.text': 'Rien n’a été modifié.',
  'error.5xx.text': 'Rien n’a été perdu. Réessayez et communiquez la référence ci-dessous à votre administrateur.',

  // Letters
  'letter.automatic':
    'Cet e-mail a été envoyé automatiquement par {organization} ; les réponses ne sont pas forcément lues.',
  'letter.questions': 'Des questions ? {contact}',
  'letter.plain-link': 'Si le bouton ne réagit pas, copiez cette adresse dans votre navigateur :',
  'letter.before-link': '{words} :',
  'letter.fact': '{name} : {value}',
  'letter.moment': '{at, date, moment}',
  'letter.browser': '{browser} sur {system}',
  'letter.unknown-browser': 'navigateur inconnu',
  'letter.administrator': 'un administrateur',

  // Signing in
  'sign-in.title': 'Connexion',
  'sign-in.console-title': 'Connexion à la console',
  'sign-in.identifier': 'Adresse e-mail ou nom d’utilisateur',
  'sign-in.password': 'Mot de passe',
  'sign-in.button': 'Se connecter',
  'sign-in.busy': 'Connexion en cours…',
  'sign-in.forgot': 'Mot de passe oublié ?',
  'sign-in.identifier-missing': 'Saisissez votre nom d’utilisateur ou votre adresse e-mail',
  'sign-in.password-missing': 'Saisissez votre mot de passe',
  'sign-in.refused': 'Le nom ou le mot de passe est incorrect.',
  'sign-in.wait':
    'Trop de tentatives. Attendez {seconds, plural, one {# seconde} many {# de secondes} other {# secondes}}, puis réessayez.',
  'sign-in.wait-minutes':
    'Trop de tentatives avec ce nom. Attendez {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, ou réinitialisez votre mot de passe pour continuer tout de suite.',
  'sign-in.wait-for-reset':
    'Trop de mots de passe incorrects à la suite pour ce nom. Réinitialisez votre mot de passe, ou connectez-vous avec un navigateur déjà utilisé pour vous connecter.',
  'sign-in.wait-only-minutes':
    'Trop de tentatives avec ce nom. Attendez {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, puis réessayez.',
  'sign-in.wait-for-unlock':
    'Trop de mots de passe incorrects à la suite pour ce nom. Connectez-vous avec un navigateur déjà utilisé pour vous connecter, ou demandez à un administrateur de débloquer votre compte.',
  'sign-in.one-time-code.title': 'Choisissez un nouveau mot de passe',
  'sign-in.one-time-code.text':
    'Le code est correct et ne peut plus resservir : choisissez maintenant un nouveau mot de passe, puis utilisez-le pour vous connecter.',
  'sign-in.one-time-code.go-on': 'Continuer vers le nouveau mot de passe',
  'sign-in.signed-out': 'Déconnexion effectuée.',
  'proof.sign-in': 'Beaucoup de connexions échouent en ce moment : cette page demande une courte étape de plus.',
  'proof.sign-in-again':
    'Beaucoup de connexions échouent en ce moment : la vôtre demande une courte étape de plus. Saisissez à nouveau votre mot de passe.',
  'proof.forgot':
    'Beaucoup d’e-mails de réinitialisation sont demandés en ce moment : cette page demande une courte étape de plus.',
  'proof.forgot-again':
    'Beaucoup d’e-mails de réinitialisation sont demandés en ce moment : votre demande nécessite une courte étape de plus. Elle n’a pas encore été prise en compte.',
  'proof.working':
    'Votre navigateur effectue un court calcul. Si vous appuyez sur le bouton, le formulaire partira dès qu’il aura fini.',
  'proof.waiting':
    'Cela prend {seconds, plural, one {# seconde} many {# de secondes} other {# secondes}}. Si vous appuyez sur le bouton, le formulaire partira une fois ce temps écoulé.',
  'proof.ready': 'C’est fait. Vous pouvez appuyer sur le bouton.',
  'proof.progress': 'Progression du calcul',
  'proof.wait':
    'Attendez {seconds, plural, one {# seconde} many {# de secondes} other {# secondes}}, puis appuyez sur le bouton.',
  'proof.no-wait':
    'Utilisez un navigateur avec JavaScript, ou revenez dans {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}.',

  // Choosing a password
  'passwords.hint':
    'Quelques mots sans rapport entre eux conviennent bien. Les espaces et tous les caractères sont permis.',
  'passwords.rule.length': 'Au moins {minimum, plural, one {# caractère} many {# de caractères} other {# caractères}}',
  'passwords.rule.variety': 'Pas toujours les mêmes caractères ou les mêmes mots',
  'passwords.rule.context': 'Pas composé de votre nom, de votre adresse ou du nom de cette organisation',
  'passwords.rule.common':
    'Pas un mot de passe courant ou volé, ni une suite de touches. La vérification a lieu à l’envoi.',
  'passwords.rule-met': 'Respecté :',
  'passwords.rule-unmet': 'Pas encore respecté :',
  'passwords.rules-met': 'Règles respectées pour l’instant : {met} sur {all, plural, one {#} many {#} other {#}}',
  'passwords.strength.weak': 'Robustesse : faible',
  'passwords.strength.fair': 'Robustesse : moyenne',
  'passwords.strength.good': 'Robustesse : bonne',
  'passwords.strength.strong': 'Robustesse : excellente',
  'passwords.characters': 'caractères',
  'passwords.too-long-field': 'Ne dépassez pas {maximum, number} caractères',
  'passwords.too-short':
    'Utilisez au moins {minimum, number} caractères. Quelques mots sans rapport entre eux conviennent bien.',
  'passwords.too-long': 'Ne dépassez pas {maximum, number} caractères.',
  'passwords.repetitive': 'Variez davantage les caractères : ce sont toujours les mêmes qui reviennent.',
  'passwords.sequence': 'Choisissez autre chose qu’une suite de touches ou une série comme 12345.',
  'passwords.common':
    'Ce mot de passe figure sur une liste de mots de passe courants ou volés, que les programmes de piratage essaient en premier. Choisissez-en un que personne d’autre n’utilise.',
  'passwords.context': 'Choisissez autre chose que votre nom, votre adresse ou le nom de cette organisation.',
  'passwords.rule.history':
    '{passwords, plural, one {Pas votre mot de passe actuel} many {Pas l’un de vos # de derniers mots de passe} other {Pas l’un de vos # derniers mots de passe}}',
  'passwords.chosen-before':
    '{passwords, plural, one {C’est votre mot de passe actuel.} many {Ce mot de passe fait partie de vos # de derniers.} other {Ce mot de passe fait partie de vos # derniers.}} Choisissez-en un nouveau.',
  'passwords.missing': 'Saisissez un nouveau mot de passe',
  'passwords.not-the-same': 'Les deux mots de passe sont différents',

  // The forgotten password
  'reset.forgot.title': 'Mot de passe oublié ?',
  'reset.forgot.lede':
    'Saisissez votre adresse e-mail ou votre nom d’utilisateur. Nous enverrons un e-mail contenant un lien pour choisir un nouveau mot de passe.',
  'reset.forgot.lede-code':
    'Saisissez votre adresse e-mail ou votre nom d’utilisateur. Nous enverrons un e-mail contenant un code à saisir dans ce navigateur.',
  'reset.forgot.missing': 'Saisissez votre adresse e-mail ou votre nom d’utilisateur',
  'reset.forgot.button': 'Envoyer l’e-mail',
  'reset.forgot.busy': 'Envoi en cours…',
  'reset.sent.title': 'Consultez votre messagerie',
  'reset.sent.lede':
    'Si un compte correspond à votre saisie, un e-mail contenant un lien est en route. Ce lien est valable {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}.',
  'reset.sent.lede-code':
    'Si un compte correspond à votre saisie, un e-mail contenant un code à huit chiffres est en route. Ce code est valable {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, et uniquement dans ce navigateur.',
  'reset.sent.elsewhere': 'Vous lisez vos e-mails sur un autre appareil ?',
  'reset.sent.code':
    'L’e-mail contient aussi un code à huit chiffres. Saisissez-le dans ce navigateur au lieu d’ouvrir le lien.',
  'reset.sent.enter-code': 'Saisir le code',
  'reset.sent.no-mail': 'Toujours pas d’e-mail après quelques minutes ?',
  'reset.sent.spam': 'Regardez dans le dossier des courriers indésirables (spam).',
  'reset.sent.spelling': 'Vérifiez l’orthographe.',
  'reset.sent.other': 'Essayez votre autre adresse ou votre nom d’utilisateur',
  'reset.sent.wait':
    'Attendez deux minutes avant de renvoyer l’e-mail. Un compte reçoit au maximum {letters, plural, one {# e-mail} many {# d’e-mails} other {# e-mails}} par période de 15 minutes ; au-delà, rien n’est envoyé.',
  'reset.sent.button': 'Renvoyer l’e-mail',
  'reset.sent.again':
    'Si un compte correspond et que sa limite n’est pas atteinte, un autre e-mail est en route. Seul le plus récent est valable.',
  'reset.code.title': 'Saisissez le code reçu par e-mail',
  'reset.code.lede':
    'Le code est valable {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, et uniquement dans le navigateur qui a servi à demander l’e-mail.',
  'reset.code.label': 'Code',
  'reset.code.hint': 'Huit chiffres, par exemple 1234 5678. Les espaces ne comptent pas.',
  'reset.code.missing': 'Saisissez le code reçu par e-mail',
  'reset.code.eight-digits': 'Saisissez les huit chiffres du code',
  'reset.code.wrong':
    'Ce code n’est pas valable ici. Vérifiez les chiffres et assurez-vous qu’ils viennent de l’e-mail le plus récent ; un code expire au bout de {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}.',
  'reset.code.button': 'Continuer',
  'reset.code.busy': 'Vérification…',
  'reset.code.back': 'Pas encore de code ? Revenir et renvoyer l’e-mail',
  'reset.code.used-up.title': 'Trop de tentatives avec ce code',
  'reset.code.used-up.text':
    'Un code permet {tries, plural, one {# tentative} many {# de tentatives} other {# tentatives}} au plus. Le lien de l’e-mail reste valable ; pour obtenir un autre code, demandez un nouvel e-mail.',
  'reset.code.used-up.text-code':
    'Un code permet {tries, plural, one {# tentative} many {# de tentatives} other {# tentatives}} au plus. Pour obtenir un autre code, demandez un nouvel e-mail.',
  'reset.choose.title': 'Choisissez un nouveau mot de passe',
  'reset.choose.invitation-title': 'Choisissez votre mot de passe',
  'reset.choose.password': 'Nouveau mot de passe',
  'reset.choose.again': 'Confirmez le nouveau mot de passe',
  'reset.choose.button': 'Enregistrer le mot de passe',
  'reset.choose.busy': 'Enregistrement…',
  'reset.choose.foot': 'Enregistrer un nouveau mot de passe vous déconnecte partout ailleurs.',
  'reset.done': 'Votre mot de passe est enregistré. Vous pouvez maintenant vous connecter.',
  'reset.closed.title': 'Réinitialisation du mot de passe indisponible',
  'reset.closed.text':
    'Votre organisation ne propose pas la réinitialisation par e-mail pour le moment. Demandez de l’aide à votre administrateur.',
  'reset.dead.used.title': 'Ce lien a déjà été utilisé',
  'reset.dead.used.text': 'Il a servi à enregistrer un mot de passe, et chaque lien ne sert qu’une fois.',
  'reset.dead.used.next':
    'Si c’était vous, connectez-vous avec le nouveau mot de passe. Sinon, demandez tout de suite un nouvel e-mail et choisissez un autre mot de passe.',
  'reset.dead.replaced.title': 'Un e-mail plus récent a remplacé celui-ci',
  'reset.dead.replaced.text': 'Seul le lien de l’e-mail le plus récent est valable.',
  'reset.dead.replaced.next':
    'Cherchez l’e-mail le plus récent, y compris dans le dossier des courriers indésirables. S’il n’y en a pas, demandez-en un autre.',
  'reset.dead.expired.title': 'Ce lien a expiré',
  'reset.dead.expired.text':
    'Les liens ne sont valables que peu de temps, pour qu’un ancien e-mail ne puisse servir à personne d’autre.',
  'reset.dead.unknown.title': 'Ce lien n’est plus valable',
  'reset.dead.unknown.text':
    'Il a déjà été utilisé, il a expiré, un e-mail plus récent l’a remplacé ou une partie de l’adresse manque.',
  'reset.dead.next':
    'Demandez un nouvel e-mail et utilisez le lien qu’il contient. Seul le lien le plus récent est valable.',
  'reset.dead.next-code':
    'Demandez un nouvel e-mail et saisissez le code qu’il contient. Seul l’e-mail le plus récent est valable.',
  'reset.dead.button': 'Demander un nouvel e-mail',
  'reset.dead.ask-administrator': 'Demandez à votre administrateur de vous en envoyer un nouveau.',
  'reset.not-me.title': 'Vous n’avez pas demandé cet e-mail ?',
  'reset.not-me.lede':
    'Quelqu’un a demandé un nouveau mot de passe pour votre compte. Arrêtez cette demande : le lien et le code ne seront plus valables, et votre mot de passe restera tel quel.',
  'reset.not-me.end-sessions': 'Me déconnecter aussi de tous les appareils',
  'reset.not-me.end-sessions-hint': 'Cochez cette case si quelqu’un d’autre est peut-être connecté à votre compte.',
  'reset.not-me.button': 'Ce n’était pas moi',
  'reset.not-me.busy': 'Arrêt en cours…',
  'reset.not-me.foot':
    'Si la demande vient bien de vous, fermez cette page et utilisez le lien ou le code de l’e-mail.',
  'reset.reported.title': 'La demande est arrêtée',
  'reset.reported.lede': 'Merci de nous avoir prévenus. Voici ce qui a été fait :',
  'reset.reported.link': 'Le lien et le code de l’e-mail ne sont plus valables. Votre mot de passe est inchangé.',
  'reset.reported.administrators': 'Votre signalement est consigné pour les administrateurs.',
  'reset.reported.sessions': 'Votre compte est déconnecté de tous les appareils.',
  'reset.reported.next': 'Ce que vous pouvez faire maintenant',
  'reset.reported.mailbox':
    'Sécurisez votre messagerie : changez-en le mot de passe et déconnectez les appareils que vous ne connaissez pas. Qui lit vos e-mails peut s’emparer de vos comptes.',
  'reset.reported.password': 'Si quelqu’un d’autre connaît peut-être votre mot de passe, choisissez-en un nouveau.',
  'reset.not-me-dead.title': 'Il n’y a plus rien à arrêter',
  'reset.not-me-dead.text':
    'La demande liée à cet e-mail est terminée : elle a été arrêtée, son lien a été utilisé, un e-mail plus récent l’a remplacée ou elle date de plus d’un jour.',
  'reset.not-me-dead.next':
    'Si votre mot de passe a été modifié et que ce n’était pas vous, choisissez-en un nouveau maintenant et prévenez votre administrateur.',

  // My Account
  'account.title': 'Mon compte',
  'account.sign-out': 'Se déconnecter',
  'account.username': 'Nom d’utilisateur',
  'account.tab.profile': 'Profil',
  'account.tab.password': 'Mot de passe',
  'account.tab.email': 'Adresse e-mail',
  'account.tab.sessions': 'Sessions',
  'account.tab.activity': 'Activité récente',
  'account.tab.language': 'Langue',
  'account.current-password': 'Mot de passe actuel',
  'account.current-password.missing': 'Saisissez votre mot de passe actuel',
  'account.current-password.wrong': 'Ce n’est pas votre mot de passe actuel',
  'account.profile.heading': 'Profil',
  'account.profile.given-name': 'Prénom',
  'account.profile.family-name': 'Nom de famille',
  'account.profile.save': 'Enregistrer le profil',
  'account.profile.saved': 'Votre profil est enregistré.',
  'account.password.title': 'Mot de passe – Mon compte',
  'account.password.heading': 'Mot de passe',
  'account.password.new': 'Nouveau mot de passe',
  'account.password.again': 'Confirmez le nouveau mot de passe',
  'account.password.hint': 'Vos autres sessions se ferment lorsque vous modifiez le mot de passe.',
  'account.password.change': 'Modifier le mot de passe',
  'account.password.changed': 'Votre mot de passe est modifié. Tous les autres navigateurs sont déconnectés.',
  'account.password.overtaken': 'Votre mot de passe a été modifié entre-temps. Reconnectez-vous.',
  'account.email.title': 'Adresse e-mail – Mon compte',
  'account.email.heading': 'Adresse e-mail',
  'account.email.present': 'Adresse e-mail actuelle',
  'account.email.new': 'Nouvelle adresse e-mail',
  'account.email.hint':
    'Un e-mail contenant un lien est envoyé à la nouvelle adresse. Rien ne change tant que vous ne l’avez pas utilisé. L’adresse actuelle est prévenue aussi.',
  'account.email.change': 'Modifier l’adresse e-mail',
  'account.email.sending': 'Envoi en cours…',
  'account.email.missing': 'Saisissez la nouvelle adresse e-mail',
  'account.email.own': 'C’est déjà votre adresse e-mail. Saisissez-en une autre.',
  'account.email.limit': 'Trop d’e-mails ont été envoyés pour votre compte. Réessayez dans une heure.',
  'account.email.too-often':
    'L’adresse a été modifiée trop souvent ces trois derniers jours. Réessayez dans un jour ou deux.',
  'account.email.overtaken': 'Votre compte a été modifié entre-temps. Réessayez.',
  'account.email.asked':
    'Un e-mail est en route vers la nouvelle adresse. Utilisez le lien qu’il contient pour confirmer.',
  'account.email.pending-heading': 'En attente de votre confirmation',
  'account.email.pending':
    'Ouvrez le lien de l’e-mail envoyé à {address}. Il est valable jusqu’au {until, date, moment}. Tant que vous ne l’avez pas utilisé, les e-mails sont envoyés à l’adresse actuelle.',
  'account.email.no-mail':
    'Toujours pas d’e-mail après quelques minutes ? Regardez dans le dossier des courriers indésirables et vérifiez l’orthographe, puis refaites la demande. Seul le lien le plus récent est valable.',
  'account.email.cancel': 'Garder l’adresse actuelle',
  'account.email.cancelled': 'Votre adresse e-mail reste la même. Le lien de l’e-mail n’est plus valable.',
  'account.email.nothing-pending': 'Il n’y avait plus de changement à annuler.',
  'account.confirm.title': 'Confirmez votre nouvelle adresse e-mail',
  'account.confirm.text': 'Après confirmation, les e-mails concernant le compte {username} seront envoyés à {address}.',
  'account.confirm.old-links':
    'Les liens envoyés à l’ancienne adresse ne seront plus valables, et celle-ci recevra un message d’information.',
  'account.confirm.button': 'Confirmer l’adresse',
  'account.confirm.not-you': 'Ce n’est pas votre compte ? Fermez cette page : rien ne changera.',
  'account.confirm.done': 'La nouvelle adresse e-mail est confirmée.',
  'account.confirm.dead': 'Ce lien n’est plus valable',
  'account.confirm.dead-why':
    'Il a déjà été utilisé, il a expiré, le changement a été annulé ou un e-mail plus récent l’a remplacé. Votre mot de passe ou vos sessions ont peut-être changé depuis.',
  'account.confirm.dead-next':
    'Vérifiez dans Mon compte quelle adresse est en vigueur, et demandez-y un nouvel e-mail.',
  'account.confirm.to-account': 'Aller à Mon compte',
  'account.confirm.other': 'Ce lien concerne un autre compte',
  'account.confirm.other-text': 'Vous êtes connecté à un compte auquel ce lien n’appartient pas. Rien n’a été modifié.',
  'account.confirm.other-next': 'Déconnectez-vous, puis ouvrez de nouveau le lien de l’e-mail.',
  'account.undo.title': 'Rétablir votre ancienne adresse e-mail ?',
  'account.undo.lede':
    'L’adresse e-mail de votre compte a été modifiée. Si ce n’était pas vous, rétablissez l’adresse à laquelle vous avez reçu l’e-mail contenant ce lien.',
  'account.undo.what':
    'Toutes les sessions du compte seront fermées, les liens envoyés jusqu’ici ne seront plus valables et le mot de passe non plus. Un lien pour en choisir un nouveau sera envoyé à l’adresse rétablie.',
  'account.undo.button': 'Rétablir l’adresse',
  'account.undo.busy': 'Rétablissement en cours…',
  'account.undo.foot': 'Si vous avez vous-même modifié l’adresse, fermez cette page : rien ne changera.',
  'account.undo.done': 'Votre ancienne adresse est rétablie',
  'account.undo.done-mail':
    'Un e-mail contenant un lien y est en route. Choisissez un nouveau mot de passe avec ce lien : d’ici là, personne ne peut se connecter.',
  'account.undo.done-told':
    'L’autre adresse a reçu un message d’information, et les administrateurs trouvent la modification dans leur journal.',
  'account.undo.taken': 'L’adresse ne peut pas être rétablie',
  'account.undo.taken-text':
    'Elle appartient désormais à un autre compte. Rien n’a été modifié. Prévenez sans tarder un administrateur.',
  'account.undo.dead': 'Il n’y a plus rien à rétablir',
  'account.undo.dead-text':
    'Le lien a déjà servi, il date de plus de trois jours ou un administrateur a modifié le compte depuis.',
  'account.undo.dead-next':
    'Si les e-mails concernant votre compte arrivent à une adresse qui n’est pas la vôtre, prévenez sans tarder un administrateur.',
  'account.sessions.title': 'Sessions – Mon compte',
  'account.sessions.heading': 'Sessions',
  'account.sessions.only-here': 'Votre seule session ouverte est celle-ci.',
  'account.sessions.this-browser': 'ce navigateur',
  'account.sessions.console': 'console',
  'account.sessions.browser': '{browser}',
  'account.sessions.browser-on-system': '{browser} sur {system}',
  'account.sessions.unknown-browser': 'Navigateur inconnu',
  'account.sessions.address': 'Adresse IP {address}',
  'account.sessions.began': 'Connexion le {at, date, moment}',
  'account.sessions.seen': 'Dernière activité le {at, date, moment}',
  'account.sessions.which': 'Quelle session souhaitez-vous fermer ?',
  'account.sessions.all-others': 'Toutes les autres sessions',
  'account.sessions.missing': 'Choisissez la session à fermer',
  'account.sessions.end': 'Fermer la session',
  'account.sessions.unknown': 'L’une d’elles vous est inconnue ? Fermez-la, puis modifiez votre mot de passe.',
  'account.sessions.ended': 'La session est fermée.',
  'account.sessions.gone': 'Cette session était déjà fermée.',
  'account.sessions.all-ended': 'Toutes les autres sessions sont fermées.',
  'account.activity.title': 'Activité récente – Mon compte',
  'account.activity.heading': 'Activité récente',
  'account.activity.hint':
    'Ce qui s’est passé sur votre compte, du plus récent au plus ancien. Quelque chose ne vient pas de vous ? Modifiez votre mot de passe.',
  'account.activity.nothing': 'Aucune autre activité à afficher.',
  'account.activity.newest': 'Afficher l’activité la plus récente',
  'account.activity.at': '{at, date, moment}',
  'account.activity.by-administrator': 'par un administrateur',
  'account.activity.from': 'Adresse IP {address}',
  'account.activity.setup': 'Premier compte administrateur créé',
  'account.activity.sign-in': 'Connexion',
  'account.activity.sign-in-refused': 'Connexion refusée',
  'account.activity.console-sign-in': 'Connexion à la console',
  'account.activity.console-sign-in-refused': 'Connexion à la console refusée',
  'account.activity.console-proof': 'Mot de passe saisi à nouveau dans la console',
  'account.activity.console-proof-refused': 'Mot de passe incorrect saisi dans la console',
  'account.activity.password': 'Mot de passe modifié',
  'account.activity.password-refused': 'Mot de passe non modifié : le mot de passe actuel était incorrect',
  'account.activity.email-asked': 'Changement d’adresse e-mail demandé',
  'account.activity.email-asked-refused': 'Changement d’adresse e-mail refusé : le mot de passe était incorrect',
  'account.activity.email-cancelled': 'Changement d’adresse e-mail annulé',
  'account.activity.email': 'Adresse e-mail modifiée',
  'account.activity.email-refused': 'Adresse e-mail non modifiée',
  'account.activity.email-undone': 'Ancienne adresse e-mail rétablie',
  'account.activity.email-undone-refused': 'Ancienne adresse e-mail non rétablie',
  'account.activity.api-key': 'Clé d’API créée',
  'account.activity.api-key-revoked': 'Clé d’API révoquée',
  'account.activity.profile': 'Profil enregistré',
  'account.activity.language': 'Langue choisie',
  'account.activity.session-ended': 'Session fermée',
  'account.activity.sessions-ended': 'Sessions fermées',
  'account.activity.sessions-refused': 'Sessions non fermées : le mot de passe était incorrect',
  'account.activity.reset-asked': 'Réinitialisation du mot de passe demandée, e-mail envoyé',
  'account.activity.reset-asked-refused': 'Réinitialisation du mot de passe demandée, aucun e-mail envoyé',
  'account.activity.username': 'Nom d’utilisateur demandé, e-mail envoyé',
  'account.activity.username-refused': 'Nom d’utilisateur demandé, aucun e-mail envoyé',
  'account.activity.reset-opened': 'Lien de l’e-mail de réinitialisation ouvert',
  'account.activity.code': 'Code reçu par e-mail saisi',
  'account.activity.code-refused': 'Code incorrect saisi',
  'account.activity.reset': 'Nouveau mot de passe choisi avec le lien',
  'account.activity.reset-reported': 'Réinitialisation du mot de passe signalée comme non demandée',
  'account.activity.one-time-link': 'Lien à usage unique créé pour choisir un mot de passe',
  'account.activity.invitation-opened': 'Invitation ouverte',
  'account.activity.invitation-accepted': 'Mot de passe choisi avec l’invitation',
  'account.activity.created': 'Compte créé',
  'account.activity.invited-again': 'Nouvelle invitation envoyée',
  'account.activity.changed': 'Informations du compte modifiées',
  'account.activity.roles': 'Rôles modifiés',
  'account.activity.reset-forced': 'Nouveau mot de passe exigé',
  'account.activity.one-time-code': 'Code à usage unique saisi à la place du mot de passe',
  'account.activity.disabled': 'Compte désactivé',
  'account.activity.enabled': 'Compte activé',
  'account.activity.unlocked': 'Échecs de connexion effacés',
  'account.activity.mail-retried': 'E-mail à votre intention remis en file d’envoi',
  'account.activity.mail-cancelled': 'Envoi d’un e-mail à votre intention annulé',
  'account.activity.other': 'Autre événement concernant votre compte',
  'account.activity.other-refused': 'Une action a été refusée, rien n’a changé',
  'account.language.title': 'Langue – Mon compte',
  'account.language.heading': 'Langue',
  'account.language.label': 'Langue des pages et des e-mails',
  'account.language.save': 'Enregistrer la langue',
  'account.language.saved': 'Votre langue est enregistrée.',
  'account.language.missing': 'Choisissez l’une de ces langues',
}
