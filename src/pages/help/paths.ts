/** For everybody. */
export const HELP_PATH = '/help';
/** With the models and the language of the class of the student who is signed in. */
export const MY_HELP_PATH = '/me/help';
