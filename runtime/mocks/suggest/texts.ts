/** Texts by what a name or a format means. */

import { fraction, type Hash, integer, mix } from "../generate/hash.ts";
import { aliases } from "./names.ts";
import { capital, digits, FIRST, hex, host, LAST, oneOf, phrase, PLACES, slug, url, uuid, word } from "./words.ts";

/** What a text is made from. */
export interface At {
  /** Of the place. */
  readonly hash: Hash;
  /** Shared by what belongs together: by `billing_city` and `billing_zip` of one object. */
  readonly group: Hash;
  /** Shared by all of one object. */
  readonly object: Hash;
  /** Of the name. */
  readonly words: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Text = (at: At) => string;

const choice =
  (text: string): Text =>
  ({ hash }) =>
    oneOf(hash, text.split("|"));
/** A column of the place that the object is about. */
const place =
  (column: number): Text =>
  ({ group }) =>
    PLACES[mix(group, "place") % PLACES.length]?.[column] ?? "";
const first: Text = ({ group }) => oneOf(mix(group, "first"), FIRST);
const last: Text = ({ group }) => oneOf(mix(group, "last"), LAST);
const login: Text = (at) => `${first(at)}.${last(at)}`.toLowerCase();

const DAY = 86_400_000;
/** Events by when they happen to one thing; what is not named happens second. */
const EVENTS: readonly (readonly [rank: number, words: RegExp])[] = [
  [0, /^(creat|regist|join|add|insert|open|order)/],
  [3, /^(updat|modif|chang|last|seen|push)/],
  [4, /^(ended|to$|finish|complet|expired|clos|delet|archiv|deliver|cancel|arriv|checkout|return|stop|max|before)/],
];
/** Events that are still to come, in an object that is in use. */
const COMING =
  /^(expir(es|y|ation|ing)|exp$|due|until|till|deadline|ends?$|renews?$|renewal|next|upcoming|scheduled|eta$|through|refresh)/;

const rankOf = (words: readonly string[]): number =>
  words.some((each) => COMING.test(each))
    ? 4
    : (EVENTS.findLast(([, known]) => words.some((each) => known.test(each)))?.[0] ?? 1);

/**
 * Milliseconds since 1970: of two events of one object, that of the later one is the later. What has happened was in 2024 or
 * 2025. What is still to come is one to fourteen days after today, so that a client neither finds it over nor waits for it
 * longer than its timers can (2^31 ms).
 */
export function instant({ hash, object, words, now }: At): number {
  if (words.some((each) => /^(birth|dob|born)/.test(each)))
    return Date.UTC(integer(hash, 1960, 2005), integer(mix(hash, 1), 0, 11), integer(mix(hash, 2), 1, 28));
  if (words.some((each) => COMING.test(each))) {
    const days = Math.ceil(now / DAY) + 1 + fraction(mix(object, "time")) * 6 + fraction(hash) * 7;
    return Math.floor((days * DAY) / 1000) * 1000;
  }
  const days = fraction(mix(object, "time")) * 500 + rankOf(words) * 40 + fraction(hash) * 39;
  return Math.floor((Date.UTC(2024, 0, 1) + days * DAY) / 1000) * 1000;
}

const iso: Text = (at) => new Date(instant(at)).toISOString();

/** GS1 General Specifications §7.9: what makes the weighted sum a multiple of ten. */
function isbn({ hash }: At): string {
  const text = `978${digits(hash, 9)}`;
  let sum = 0;
  for (let index = 0; index < 12; index += 1) sum += Number(text.charAt(index)) * (index % 2 === 0 ? 1 : 3);
  return text + ((10 - (sum % 10)) % 10);
}

/** ISO 13616: the check digits make country and account, as a number, 1 modulo 97. */
function iban({ hash }: At): string {
  const account = digits(hash, 18);
  const rest = Number(BigInt(`${account}131400`) % 97n);
  return `DE${String(98 - rest).padStart(2, "0")}${account}`;
}

/** The makers of texts; what has no other aliases than those in {@link MEANINGS} is named there alike. */
export const TEXTS: Readonly<Record<string, Text>> = {
  email: (at) => `${login(at)}@example.com`,
  firstname: first,
  lastname: last,
  fullname: (at) => `${first(at)} ${last(at)}`,
  username: (at) => first(at).toLowerCase() + integer(mix(at.group, "user"), 10, 99),
  company: ({ group }) => `${capital(word(group))} ${oneOf(mix(group, 1), ["Labs", "Works", "Group", "Partners"])}`,
  city: place(0),
  region: place(1),
  country: place(2),
  countrycode: place(3),
  currency: place(4),
  language: place(5),
  locale: (at) => `${place(5)(at)}-${place(3)(at)}`,
  timezone: place(6),
  zip: place(7),
  address: ({ hash }) =>
    `${integer(hash, 1, 120)} ${oneOf(mix(hash, 1), ["Mill Lane", "High Street", "Station Road", "Harbour Way", "Elm Avenue"])}`,
  phone: (at) => `+${place(10)(at)}555${digits(at.hash, 6)}`,
  image: ({ hash }) => `https://example.com/images/${slug(hash)}.png`,
  url: (at) => url(at.hash),
  date: (at) => iso(at).slice(0, 10),
  "date-time": (at) => iso(at).replace(".000", ""),
  time: ({ hash, words }) =>
    `${String(8 + rankOf(words) * 3 + (hash % 3)).padStart(2, "0")}:${String(mix(hash, 1) % 60).padStart(2, "0")}:00Z`,
  duration: ({ hash }) => `PT${integer(hash, 1, 59)}M`,
  color: choice("teal|amber|crimson|olive|indigo"),
  hexcolor: ({ hash }) => `#${hex(hash, 6)}`,
  title: ({ hash }) => phrase(hash, 3),
  label: ({ hash }) => phrase(hash, 2),
  description: ({ hash }) => `${phrase(hash, 6)}.`,
  slug: ({ hash }) => slug(hash),
  password: ({ hash }) => `${capital(word(hash))}-${digits(hash, 4)}!`,
  token: ({ hash }) => hex(hash, 32),
  sha: ({ hash }) => hex(hash, 40),
  uuid: ({ hash }) => uuid(hash),
  id: ({ hash }) => hex(hash, 16),
  ip: ({ hash }) => `192.0.2.${integer(hash, 1, 254)}`,
  ipv6: ({ hash }) => `2001:db8::${hex(hash, 4).replace(/^0+(?=.)/, "")}`,
  mac: ({ hash }) => `02:00:5e:${hex(hash, 6).replace(/..(?=.)/g, "$&:")}`,
  useragent: () => "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  version: ({ hash }) => `${hash % 4}.${mix(hash, 1) % 10}.${mix(hash, 2) % 10}`,
  host: ({ hash }) => host(hash),
  filename: ({ hash }) => `${slug(hash)}.pdf`,
  isbn,
  iban,
  sku: ({ hash }) => `${word(hash).slice(0, 3).toUpperCase()}-${digits(hash, 4)}`,
  gender: choice("female|male|other"),
  status: choice("active|pending|completed"),
  role: choice("member|editor|admin"),
};

/** Names as words without spaces, and formats without punctuation. */
export const MEANINGS = aliases(
  `${Object.keys(TEXTS).join("\n")}
  email mail emailaddress idnemail
  firstname givenname forename
  lastname familyname surname
  fullname displayname author
  username user login handle nickname
  company companyname organization organisation employer vendor supplier manufacturer brand
  city town
  region state province county
  countrycode nationality
  currency currencycode
  language lang languagecode
  locale localecode
  timezone tz
  zip zipcode postal postalcode postcode
  address street streetaddress line1 addressline1
  phone phonenumber mobile tel telephone fax
  image avatar photo picture logo icon thumbnail avatarurl imageurl photourl pictureurl logourl iconurl thumbnailurl
  url uri href link website homepage
  date on birthday birthdate dob dateofbirth
  date-time at datetime timestamp time created updated modified deleted expires expiry expiration deadline due validuntil validto validthrough exp iat nbf lastlogin
  color colour
  title subject headline caption heading
  description summary bio body text message comment content note notes details about
  password passphrase
  token accesstoken refreshtoken apikey secret nonce
  sha sha256 md5 hash checksum commit digest etag fingerprint
  uuid guid
  id ids key identifier
  ip ipaddress ipv4
  mac macaddress
  version semver
  host hostname domain idnhostname
  filename file
  sku code reference serialnumber
  gender sex
`,
);

/** Whose name is a person's, a company's, that of a place or a title. */
export const NAMES = aliases(`
  fullname by user student customer person author teacher owner employee member contact patient driver player guest passenger applicant instructor professor account profile client buyer seller sender recipient creator assignee artist parent friend attendee worker
  company organization organisation vendor supplier manufacturer brand employer merchant publisher school university hotel restaurant shop store bank team agency
  title course book movie film lesson article post song album event project task game class lecture
  city
  country
  region state province
  filename file attachment document
  currency
  language
`);
