"""The words that whole lines of page furniture consist of, in the languages met most often.

Data alone: which line they condemn is for `index.regions.patterns` to say. A phrase stands here in the form
that `phrase_of` gives: lower case, "#" for a number, no punctuation but the apostrophe.
"""

from __future__ import annotations


def _phrases(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.replace("\n", ";").split(";") if part.strip())


# Buttons, forms, notices and links that only pages have.
FURNITURE = _phrases("""view comments #; view all # comments; show # comments; see # comments; read # comments
laisser un commentaire annuler la réponse; votre adresse e mail ne sera pas publiée; annuler la réponse
fièrement propulsé par wordpress; deja una respuesta cancelar respuesta; stolz präsentiert von wordpress
tu dirección de correo electrónico no será publicada; schreibe einen kommentar; schreiben sie einen kommentar
deine e mail adresse wird nicht veröffentlicht; schreibe einen kommentar antworten abbrechen; download pdf
wpdiscuz; entries rss and comments rss; entries rss; comments rss;
about the author; about the authors; connect with;
share; share this; share this article; share this story; share this post;
share this page; share on
share via; share on facebook; share on twitter; tweet; tweet this; retweet; pin it; like this
like loading; loading; print; email this; email this article; print this page; print this article
printer friendly version; print friendly; save this article; copy link; link copied; follow us
follow us on; follow; like us on facebook; reblog; bookmark; # shares; # share; # likes; # views
# retweets; # min read; # minute read; # minutes read; # mins read; shares; listen to this article; listen
# words; reading time # min; gift this article; notify of; inline feedbacks; oldest; newest; newest first
oldest first; most voted; newest most voted; best rated; worst rated; sort by; sort by best
sort by newest; sort by oldest; inline feedback; guest; log in with; or sign up with disqus
or sign up with disqus or pick a name; load more comments; load more; show more comments; show more
see more; view more comments; subscribe; subscribe now; subscribe today; sign up; sign up now; unsubscribe
sign me up; manage preferences; your email address; enter your email address; enter your email
email address; your name; reply; reply share; reply to this; reply with quote; quote; report; report abuse
report comment; report this; flag; flag as inappropriate; like reply; like # reply; like; dislike; like #
upvote; downvote; click to rate; permalink; link; delete; edit; hide replies; view replies; show replies
view # replies; view # reply; best; # replies hidden; this comment was deleted; avatar; share reply
reply like; thumb up; thumb down; vote up; vote down; add disqus to your site; privacy; privacy policy
cookie policy; cookies; cookie settings; terms; terms of use; terms of service; terms and conditions
do not sell my personal information; sitemap; accept; accept all; got it; accept cookies; back to top; top
return to top; scroll to top; close; cancel reply; leave a reply cancel reply; submit; submit comment
post comment; post your comment; save; blog at wordpress com; imprint; legal notice; ends; end; # # #
notes to editors; note to editors; notes for editors; media contact; media contacts; contacts
press contact; contact information; view comments; view all comments; view # comments; show comments
hide comments; no comments; no comments yet; # comments yet; be the first to comment
be the first to reply; comments are closed; comments closed; comments off; add comment; post a comment
write a comment; leave a comment; leave a reply; leave comment; leave your comment; add a comment
add your comment; log in to comment; login to comment; log in to leave a comment; log in to reply
sign in to comment; start the discussion; older comments; newer comments; post new comment; cancel
preview; all comments; recent comments; older post; newer post; older posts; newer posts; artikel teilen
teilen; drucken; merken; kommentar schreiben; kommentar verfassen; kommentare lesen; antworten; melden
impressum; datenschutz; datenschutzerklärung; nutzungsbedingungen; agb; anmelden; alle rechte vorbehalten
compartir; compartir en facebook; compartir en twitter; imprimir; responder; deja un comentario
escribe un comentario; deja una respuesta; aviso legal; política de privacidad
todos los derechos reservados; suscríbete; partager; partager sur facebook; imprimer; répondre
laisser un commentaire; ajouter un commentaire; poster un commentaire; mentions légales
tous droits réservés; s'abonner; signaler; condividi; stampa; rispondi; lascia un commento
tutti i diritti riservati; deel dit artikel; delen; reageer; reageren; alle rechten voorbehouden
partilhar; compartilhar; deixe um comentário; todos os direitos reservados; download; embed; transcript
read transcript; # minute listen; get short url; short url; reuse this content; quick guide; show; hide
facebook comments plugin; start writing; get the app; # more comments; show # more comments; # restacks
# restack; collection notice; today's e edition; e edition; accessibility; read full story
read the full story; full story; read in app; open in app; author; verified; staff; moderator; edited
top commenter; follow author; topic; disclaimers; what links here; page information; since you're here
thanks for reading; thank you for reading; read more at; to be continued; weiterlesen; mehr anzeigen
ver más; voir plus; post a reply; leave a reply to; save my name; share this entry; enable javascript
hide ads; report ad; our standards; comments powered by disqus
please enable javascript to view the comments powered by disqus; blog comments powered by disqus
subscribe to our newsletter; sign up for our newsletter; newsletter sign up
notify me of new posts by email; reply #; thanks for signing up; sharing is caring; loading comments
comment policy; community guidelines; read our comment policy; commenting rules; gift article""")
# What interrupts an article, which goes on after it.
INSERTS = _phrases("""story continues
advertisement; advertisements; ad; sponsored; sponsored content; promoted content;
paid content
story continues below; story continues below advertisement; article continues below
article continues after ad; continue reading; advertising; scroll down for video; scroll down for more
scroll to continue; anzeige; werbung; publicidad; publicité; pubblicità; advertentie; publicidade
skip advertisement; video player; play video; watch video; play; pause; mute; unmute; skip ad; image
hide caption; toggle caption; enlarge this image; view gallery; view image in fullscreen""")
# Words that stand alone on pages, but may be a list's item or a heading of an article as well.
WEAK = _phrases("""news; politics; opinion; sports; sport; business; culture; world; local; travel;
lifestyle; entertainment
video; videos; photos; gallery; press release; news release; feature; features; blog; blogs; analysis
editorial; breaking; breaking news; exclusive; live; previous; next; prev; back; more; tags; comment; name
email; e mail; website; url; message; phone; x; via; source; updated; join; donate; support; support us
donate now; subscribe to our newsletter; newsletter; newsletters; rss; nachrichten; politik; startseite
noticias; actualités; accueil; weiter; zurück; siguiente; anterior; suivant; précédent; #; # $; $ #; # #
yes; no; privacy notice; press; careers; jobs; help; faq; advertise""")
# What stands above an article, in the site's own menu.
NAVIGATION = _phrases("""skip to content; skip to main content; jump to content; menu; main menu;
toggle navigation; navigation
search; search for; home; about; about us; contact; contact us; log in; login; sign in; register
my account; site map; open menu; close menu; recipes; sections; follow us on twitter; all sections; donate
shop; store; advertise with us; menü; suche; kontakt; über uns; buscar; inicio; contacto; rechercher
contact accueil; zum inhalt springen; main page; random article; site index; homepage; front page
current issue; back issues; masthead""")
# Headings over the titles of other articles.
RELATED = _phrases("""in this article
related; related articles; related article; related posts; related post;
related stories; related story
related news; related content; related video; related videos; related links; related topics
related coverage; related reading; read more; read also; read next; also read; see also; more stories
more news; more articles; more like this; you may also like; you might also like; you may like
recommended; recommended for you; recommended reading; recommended stories; popular; popular posts
popular stories; most popular; most read; most read news; most viewed; most shared; most commented
trending; trending now; trending topics; trending stories; latest; latest news; latest stories
latest posts; latest articles; recent posts; recent articles; recent stories; recent comments; archives
archive; categories; blogroll; previous article; next article; previous post; next post; previous story
next story; previous entry; next entry; up next; don't miss; top stories; top news; editor's picks
editors' picks; in this section; around the web; from around the web; what to read next; further coverage
other articles; other stories; other news; most watched news videos; most watched; in other news
in case you missed it; keep reading; similar articles; links; lesen sie auch; mehr zum thema
auch interessant; das könnte sie auch interessieren; meistgelesen; weitere artikel; verwandte artikel
noticias relacionadas; artículos relacionados; leer también; lea también; lee también; lo más leído
te puede interesar; le puede interesar; lire aussi; à lire aussi; articles liés; articles similaires
les plus lus; sur le même sujet; leggi anche; potrebbe interessarti; articoli correlati; lees ook
leia também; leia mais; notícias relacionadas; topics; explore more; more to read; further articles
related news and articles; more on this; more on this story; more on this topic; from the archive
you might have missed""")
# Headings over readers' comments.
COMMENT_HEADS = _phrases("""comments; comments #; # comments; # comment; comments # comments;
reader comments; readers' comments
user comments; reader comments #; # responses; # response; # replies; # reactions; # reader comments
join the discussion; join the conversation; comments section; comment section; have your say
the comments below have not been moderated; the comments below have been moderated in advance
discussion #; conversation # comments; kommentare; # kommentare; # kommentar; kommentare #
leserkommentare; comentarios; comentarios #; # comentarios; # comentario; commentaires; commentaires #
# commentaires; # commentaire; commenti; # commenti; # commento; commenti #; reacties; # reacties
reacties #; comentários; # comentários; comentários #; # réactions; vos commentaires; deine meinung
readers respond; your comments; all comments #""")
BAR = frozenset(
    """
    share tweet facebook twitter linkedin whatsapp pinterest reddit telegram instagram youtube tumblr
    flipboard email mail print pin xing vk digg stumbleupon messenger mastodon bluesky threads teilen
    compartir partager condividi
    """.split()
)
BAR_FILL = frozenset(
    """
    this on to via by and or the article page story post it us follow copy link save more x # rss google
    in with friends click a your auf bei en sur
    """.split()
)
CALENDAR = frozenset(
    """
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember enero
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier février
    mars avril juin juillet août septembre octobre novembre décembre gennaio febbraio aprile maggio
    giugno luglio settembre ottobre dicembre maart mei augustus januari februari janeiro fevereiro março
    maio junho julho setembro outubro novembro dezembro monday tuesday wednesday thursday friday
    saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag
    freitag samstag sonntag lunes martes miércoles jueves viernes sábado domingo lundi mardi mercredi
    jeudi vendredi samedi dimanche
    """.split()
)
AGO = frozenset(
    """
    ago vor hace yesterday today gestern heute ayer hier fa geleden
    """.split()
)
DATE_FILL = frozenset(
    """
    a
    published updated posted last modified on at am pm gmt utc est edt pst pdt et pt cet ist bst of the
    st nd rd th date created first issued and uhr stand um aktualisiert veröffentlicht den publicado
    actualizado el de del a las h publié le mis à jour il y modifié pubblicato aggiornato alle ore
    seconds second minutes minute mins min hours hour hrs days day weeks week months month years year
    minuten stunden stunde tagen tag wochen monaten monat jahren jahr minutos horas hora días día
    semanas meses mes años año heures heure jours semaines mois ans an about local time edited o clock p
    m s gepubliceerd em às
    """.split()
)
