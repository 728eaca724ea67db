-- A first question bank: enough for DEMO and for one and a half TOLC-I papers in every section.
-- Original questions, in Italian (English for English). Running it again changes nothing,
-- and brings back nothing that was retired.

-- ── Mathematics ─────────────────────────────────────────────────────────────────────────────────
insert into public.questions
  (subject, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'mathematics', topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from (values
  ('arithmetic_and_algebra', 'L''espressione (2⁻³ · 4⁵) / 8² è uguale a:',
   '128', '1/4', '2', '4', '1/2',
   'c', 'Riscrivendo tutto in base 2 si ottiene 2⁻³ · 2¹⁰ / 2⁶ = 2¹ = 2. L''errore tipico è sommare gli esponenti invece di moltiplicarli in (2²)⁵ o (2³)², oppure trascurare il segno meno di 2⁻³.', 1),
  ('arithmetic_and_algebra', 'Il prezzo di un articolo aumenta del 20%; in seguito il nuovo prezzo viene ridotto del 30%. Rispetto al prezzo iniziale, il prezzo finale è:',
   'diminuito del 16%', 'diminuito del 10%', 'diminuito del 6%', 'diminuito del 44%', 'aumentato del 56%',
   'a', 'Variazioni percentuali successive si compongono moltiplicando i fattori: 1,20 · 0,70 = 0,84, cioè una diminuzione del 16%. Sommare le percentuali (+20% − 30% = −10%) è sbagliato, perché la seconda si applica al prezzo già aumentato.', 1),
  ('arithmetic_and_algebra', 'Per x ≠ 3, la frazione algebrica (x² − 9)/(x² − 6x + 9) è uguale a:',
   '3/(2x − 3)', '(x − 3)/(x + 3)', 'x + 3', '1', '(x + 3)/(x − 3)',
   'e', 'Si scompone: x² − 9 = (x − 3)(x + 3) e x² − 6x + 9 = (x − 3)², quindi si semplifica un solo fattore x − 3. Non si possono invece «cancellare» i termini x² di numeratore e denominatore, perché sono addendi e non fattori.', 2),
  ('arithmetic_and_algebra', 'Per quale valore di k il polinomio p(x) = x³ + kx² − 5x + 6 è divisibile per x + 2?',
   'k = −1', 'k = −2', 'k = 2', 'k = 3', 'k = −6',
   'b', 'Per il teorema di Ruffini deve essere p(−2) = 0, cioè −8 + 4k + 10 + 6 = 0, da cui k = −2. L''errore tipico è calcolare p(2) invece di p(−2), ottenendo k = −1.', 3),
  ('arithmetic_and_algebra', 'Tre linee di autobus partono dallo stesso capolinea rispettivamente ogni 12, 18 e 30 minuti. Se alle 8:00 le tre linee partono contemporaneamente, a che ora accadrà di nuovo per la prima volta?',
   '8:06', '9:00', '9:30', '11:00', '14:00',
   'd', 'Serve il minimo comune multiplo: 12 = 2²·3, 18 = 2·3², 30 = 2·3·5, quindi mcm = 2²·3²·5 = 180 minuti, cioè 3 ore. Usare il massimo comune divisore (6) o sommare i tre intervalli (60) porta a orari sbagliati.', 2),
  ('equations_and_inequalities', 'La soluzione dell''equazione (x − 1)/2 − (x + 3)/4 = 1 è:',
   'x = 3', 'x = 9', 'x = 8', 'x = 6', 'x = 0',
   'b', 'Moltiplicando entrambi i membri per 4: 2(x − 1) − (x + 3) = 4, cioè x − 5 = 4 e x = 9. Gli errori tipici sono non cambiare segno a +3 dopo il meno (x = 3) e dimenticare di moltiplicare per 4 anche il secondo membro (x = 6).', 1),
  ('equations_and_inequalities', 'La disequazione x² ≤ 5x è verificata da tutti e soli i numeri reali x tali che:',
   'x ≤ 5', '0 < x ≤ 5', 'x ≤ 0 oppure x ≥ 5', '0 ≤ x ≤ 5', '−5 ≤ x ≤ 0',
   'd', 'Si porta tutto a primo membro: x(x − 5) ≤ 0, che è vera per valori compresi tra le radici 0 e 5, estremi inclusi. Dividere per x è un errore: il segno di x non è noto e si perde il caso x = 0.', 1),
  ('equations_and_inequalities', 'L''insieme delle soluzioni reali della disequazione (x + 2)/(x − 1) ≥ 2 è:',
   '1 < x ≤ 4', 'x ≤ 4', '1 ≤ x ≤ 4', 'x < 1 oppure x ≥ 4', 'x ≤ −2 oppure x > 1',
   'a', 'Portando 2 a primo membro si ha (4 − x)/(x − 1) ≥ 0, che è vera per 1 < x ≤ 4 (x = 1 annulla il denominatore). Moltiplicare per x − 1 senza discuterne il segno porta all''errore x ≤ 4.', 3),
  ('equations_and_inequalities', 'Per quali valori reali di k l''equazione x² − 2kx + k + 6 = 0 ha due soluzioni reali coincidenti?',
   'k = −3 oppure k = 2', 'solo k = 3', 'k = −1 oppure k = 6', 'solo k = −6', 'k = −2 oppure k = 3',
   'e', 'Le soluzioni coincidono quando il discriminante è nullo: Δ/4 = k² − (k + 6) = (k − 3)(k + 2) = 0. Attenzione ai segni delle radici: i fattori k − 3 e k + 2 danno 3 e −2, non −3 e 2.', 2),
  ('equations_and_inequalities', 'Qual è l''insieme delle soluzioni reali dell''equazione √(x + 7) = x − 5?',
   '{2, 9}', '{2}', '{9}', '{−9, −2}', '∅ (insieme vuoto)',
   'c', 'Elevando al quadrato si ottiene x² − 11x + 18 = 0, cioè x = 2 oppure x = 9; ma deve essere x − 5 ≥ 0, quindi resta solo x = 9. Chi non controlla le radici trovate accetta anche x = 2, per cui √9 = 3 mentre x − 5 = −3.', 3),
  ('functions', 'Il dominio della funzione reale f(x) = [√(4 − x)]/(x − 1), in cui la radice è solo al numeratore, è l''insieme dei numeri reali x tali che:',
   'x ≤ 4', 'x ≥ 4', '1 < x ≤ 4', 'x ≤ 4 e x ≠ 1', 'x ≠ 1',
   'd', 'Il radicando deve essere non negativo (4 − x ≥ 0, cioè x ≤ 4) e il denominatore diverso da zero (x ≠ 1). Non serve che il denominatore sia positivo: i valori x < 1 appartengono al dominio.', 1),
  ('functions', 'Date le funzioni f(x) = 2x − 1 e g(x) = x² + 1, la funzione composta f(g(x)) è:',
   '4x² − 4x + 2', '2x² + 1', '2x²', '2x³ − x² + 2x − 1', '4x² + 2',
   'b', 'Si sostituisce g(x) al posto di x in f: f(g(x)) = 2(x² + 1) − 1 = 2x² + 1. Gli errori tipici sono scambiare l''ordine, calcolando g(f(x)) = 4x² − 4x + 2, o moltiplicare tra loro le due funzioni.', 2),
  ('functions', 'La funzione f(x) = (x + 1)/(x − 2), definita per x ≠ 2, è invertibile. La sua inversa è f⁻¹(x) =',
   '(2x + 1)/(x − 1)', '(x − 2)/(x + 1)', '(2x − 1)/(x − 1)', '(2x + 1)/(x + 1)', '(x − 1)/(x + 2)',
   'a', 'Da y = (x + 1)/(x − 2) segue y(x − 2) = x + 1, cioè x(y − 1) = 2y + 1 e quindi x = (2y + 1)/(y − 1). L''errore tipico è confondere la funzione inversa con la reciproca 1/f(x).', 3),
  ('functions', 'Quale delle seguenti funzioni, definite su tutto ℝ, è una funzione dispari?',
   'f(x) = x · sin x', 'f(x) = x³ + 1', 'f(x) = x · cos x', 'f(x) = |x³|', 'f(x) = x² + x',
   'c', 'Una funzione è dispari se f(−x) = −f(x): poiché il coseno è pari, (−x) · cos(−x) = −x · cos x. Il prodotto di due funzioni dispari come x · sin x è invece pari, e in x³ + 1 il termine costante rompe la simmetria.', 2),
  ('exponentials_and_logarithms', 'Il valore di log₂ 24 − log₂ 3 è:',
   '8', 'log₂ 21', '4', 'log₃ 24', '3',
   'e', 'La differenza di logaritmi con la stessa base è il logaritmo del quoziente: log₂(24/3) = log₂ 8 = 3. Gli errori tipici sono sottrarre gli argomenti (log₂ 21) o fermarsi a 8 dimenticando il logaritmo.', 1),
  ('exponentials_and_logarithms', 'Quali sono tutte le soluzioni reali dell''equazione 9ˣ − 2 · 3ˣ − 3 = 0?',
   'x = 1', 'x = 3', 'x = −1 e x = 1', 'x = −1 e x = 3', 'x = 0 e x = 1',
   'a', 'Posto t = 3ˣ si ha t² − 2t − 3 = 0, cioè t = 3 oppure t = −1; da 3ˣ = 3 segue x = 1, mentre 3ˣ = −1 è impossibile. L''errore tipico è fermarsi ai valori di t o accettare quello negativo.', 3),
  ('exponentials_and_logarithms', 'La disequazione log(x − 1) > −2, in cui il logaritmo ha base 1/2, è verificata da tutti e soli i numeri reali x tali che:',
   'x > 5', 'x < 5', '1 < x < 5/4', '1 < x < 5', 'x > 5/4',
   'd', 'Poiché la base è minore di 1, passando agli argomenti il verso si inverte: x − 1 < (1/2)⁻² = 4, con la condizione di esistenza x > 1. Gli errori tipici sono non invertire il verso (x > 5) e dimenticare la condizione di esistenza (x < 5).', 3),
  ('exponentials_and_logarithms', 'Una popolazione di 500 batteri raddoppia ogni 3 ore. Dopo quante ore i batteri sono 16.000?',
   '5', '15', '18', '48', '96',
   'b', 'Deve essere 500 · 2ⁿ = 16.000, cioè 2ⁿ = 32 e n = 5 raddoppi, che richiedono 5 · 3 = 15 ore. L''errore tipico è confondere il numero di raddoppi con le ore (5) o supporre una crescita lineare, moltiplicando 32 per 3.', 2),
  ('analytic_geometry', 'La retta passante per il punto (2, 1) e perpendicolare alla retta 2x − 3y + 1 = 0 ha equazione:',
   '2x − 3y − 1 = 0', '3x − 2y − 4 = 0', '3x + 2y − 8 = 0', '2x + 3y − 7 = 0', '3x + 2y + 8 = 0',
   'c', 'La retta data ha coefficiente angolare 2/3, quindi la perpendicolare ha coefficiente angolare −3/2: y − 1 = −(3/2)(x − 2), cioè 3x + 2y − 8 = 0. L''errore tipico è prendere solo il reciproco (3/2) o solo l''opposto (−2/3).', 2),
  ('analytic_geometry', 'I punti A(−1, 2) e B(5, −6) sono gli estremi di un diametro di una circonferenza. Il raggio della circonferenza è:',
   '10', '√13', '25', '2√2', '5',
   'e', 'La distanza AB è √(6² + (−8)²) = √100 = 10, quindi il raggio è 5. Attenzione a non indicare il diametro e ai segni nelle differenze: 5 − (−1) = 6 e −6 − 2 = −8.', 1),
  ('analytic_geometry', 'Il centro C e il raggio r della circonferenza di equazione x² + y² − 6x + 4y − 3 = 0 sono:',
   'C(3, −2), r = 4', 'C(−3, 2), r = 4', 'C(3, −2), r = √10', 'C(3, −2), r = 16', 'C(6, −4), r = √55',
   'a', 'Completando i quadrati: (x − 3)² + (y + 2)² = 3 + 9 + 4 = 16, quindi il centro è (3, −2) e il raggio √16 = 4. Gli errori tipici riguardano il segno delle coordinate del centro e lo scambio tra r² e r.', 2),
  ('analytic_geometry', 'Per quali valori reali di m la retta y = mx − 1 è tangente alla parabola y = x² + 3?',
   'm = −2√2 e m = 2√2', 'm = −2 e m = 2', 'solo m = 4', 'm = −4 e m = 4', 'm = −16 e m = 16',
   'd', 'Uguagliando si ottiene x² − mx + 4 = 0; la tangenza richiede discriminante nullo, m² − 16 = 0, cioè m = ±4. Si sbaglia sommando male i termini noti (3 − 1 invece di 3 + 1) o dimenticando la soluzione negativa.', 3),
  ('trigonometry', 'Se sin α = 3/5 e π/2 < α < π, allora tan α vale:',
   '3/4', '−3/4', '−4/3', '4/3', '−4/5',
   'b', 'Nel secondo quadrante il coseno è negativo: cos α = −√(1 − 9/25) = −4/5, quindi tan α = (3/5)/(−4/5) = −3/4. L''errore tipico è dimenticare il segno del coseno o invertire il rapporto.', 1),
  ('trigonometry', 'Quante soluzioni ha l''equazione sin 2x = cos x nell''intervallo 0 ≤ x < 2π?',
   '1', '2', '3', '8', '4',
   'e', 'Scrivendo 2 sin x cos x = cos x si ha cos x · (2 sin x − 1) = 0, da cui x = π/2, 3π/2, π/6, 5π/6. Dividendo per cos x si perdono le due soluzioni in cui il coseno si annulla.', 3),
  ('trigonometry', 'Il valore esatto di sin 75° è:',
   '(√6 − √2)/4', '(1 + √2)/2', '(√6 + √2)/4', '√2/4', '(√6 + √2)/2',
   'c', 'Con la formula di addizione: sin(45° + 30°) = sin 45° cos 30° + cos 45° sin 30° = √6/4 + √2/4. Il seno di una somma non è la somma dei seni: sin 45° + sin 30° = (1 + √2)/2 è addirittura maggiore di 1.', 2),
  ('trigonometry', 'Due lati di un triangolo misurano 5 cm e 8 cm e formano un angolo di 60°. Il terzo lato misura:',
   '7 cm', '√89 cm', '√129 cm', '3 cm', '√69 cm',
   'a', 'Per il teorema del coseno: c² = 25 + 64 − 2 · 5 · 8 · cos 60° = 89 − 40 = 49, quindi c = 7 cm. Usare il teorema di Pitagora (√89) è lecito solo se l''angolo è retto.', 2),
  ('euclidean_geometry', 'Due triangoli simili hanno perimetri di 12 cm e 30 cm. Se l''area del più piccolo è 8 cm², l''area del più grande è:',
   '20 cm²', '26 cm²', '40 cm²', '50 cm²', '125 cm²',
   'd', 'Il rapporto di similitudine è 30/12 = 5/2 e le aree stanno nel rapporto (5/2)² = 25/4, quindi l''area è 8 · 25/4 = 50 cm². L''errore tipico è usare per le aree lo stesso rapporto dei perimetri, ottenendo 20 cm².', 2),
  ('euclidean_geometry', 'Se lo spigolo di un cubo aumenta del 50%, il suo volume aumenta del:',
   '50%', '150%', '237,5%', '337,5%', '125%',
   'c', 'Il volume viene moltiplicato per 1,5³ = 3,375, cioè diventa il 337,5% di quello iniziale: l''aumento è quindi del 237,5%. Moltiplicare per 3 la percentuale (150%) è un errore, e 125% è l''aumento della superficie.', 2),
  ('euclidean_geometry', 'AB è un diametro di una circonferenza di centro O e C è un punto della circonferenza diverso da A e da B. Se l''angolo ABC misura 28°, l''angolo BAC misura:',
   '28°', '62°', '56°', '124°', '152°',
   'b', 'Un triangolo inscritto in una semicirconferenza è rettangolo, quindi l''angolo ACB è di 90° e BAC = 90° − 28° = 62°. L''errore tipico è raddoppiare un angolo come se si cercasse l''angolo al centro (56° o 124°).', 1),
  ('euclidean_geometry', 'Un esagono regolare è inscritto in una circonferenza di raggio 6 cm. L''area della parte di cerchio esterna all''esagono, in cm², è:',
   '36π − 108', '36π − 27√3', '36π − 72', '36π − 36√3', '36π − 54√3',
   'e', 'L''esagono è formato da 6 triangoli equilateri di lato 6 cm, ciascuno di area (√3/4) · 36 = 9√3 cm²: in tutto 54√3 cm², da togliere all''area 36π del cerchio. L''errore tipico è prendere 6 come altezza dei triangoli, trovando 108 cm² per l''esagono.', 3),
  ('combinatorics_probability_statistics', 'Da un gruppo di 5 ragazze e 4 ragazzi si vuole formare una commissione di 3 persone che contenga almeno un ragazzo. In quanti modi si può scegliere la commissione?',
   '74', '84', '80', '40', '112',
   'a', 'Dalle C(9, 3) = 84 commissioni possibili si tolgono le C(5, 3) = 10 di sole ragazze: 84 − 10 = 74. Fissare un ragazzo e scegliere gli altri due (4 · C(8, 2) = 112) conta più volte le stesse commissioni.', 3),
  ('combinatorics_probability_statistics', 'Si lanciano due dadi equi a sei facce. La probabilità che la somma dei punti sia 9 è:',
   '1/11', '1/18', '5/36', '1/9', '1/12',
   'd', 'I casi favorevoli sono (3, 6), (6, 3), (4, 5), (5, 4): 4 su 36, cioè 1/9. Non si può dire 1/11 perché le somme da 2 a 12 non sono equiprobabili, e vanno contate entrambe le disposizioni di ogni coppia.', 1),
  ('combinatorics_probability_statistics', 'Un''azienda produce il 60% dei pezzi con la macchina A e il 40% con la macchina B. È difettoso il 2% dei pezzi di A e il 5% dei pezzi di B. Un pezzo scelto a caso dall''intera produzione risulta difettoso: qual è la probabilità che provenga da B?',
   '2/5', '5/7', '5/8', '3/8', '1/50',
   'c', 'Per il teorema di Bayes: (0,40 · 0,05)/(0,60 · 0,02 + 0,40 · 0,05) = 0,020/0,032 = 5/8. Rispondere 5/7 significa confrontare solo i tassi di difetto, ignorando che le due macchine producono quantità diverse.', 3),
  ('combinatorics_probability_statistics', 'La media aritmetica di 8 numeri è 15. Aggiungendo un nono numero, la media dei nove numeri diventa 16. Il nono numero è:',
   '17', '24', '16', '23', '25',
   'b', 'La somma passa da 8 · 15 = 120 a 9 · 16 = 144, quindi il nono numero è 24. L''errore tipico è trattare la vecchia media come un solo dato e risolvere (15 + x)/2 = 16, trovando 17.', 1)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
where not exists (
  select from public.questions as known where known.subject = 'mathematics' and known.text = question.text
);

-- ── Physics ─────────────────────────────────────────────────────────────────────────────────────
insert into public.questions
  (subject, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'physics', topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from (values
  ('mechanics', 'Un''automobile che viaggia a 72 km/h frena con decelerazione costante e si ferma in 4 s. Lo spazio percorso durante la frenata è:',
   '20 m', '80 m', '144 m', '40 m', '288 m',
   'd', 'La velocità iniziale è 72/3,6 = 20 m/s e, con decelerazione costante, la velocità media è la metà: s = (20/2) · 4 = 40 m. Gli errori tipici sono usare la velocità iniziale per tutta la frenata (80 m) o non convertire i km/h.', 1),
  ('mechanics', 'Una molla ideale di costante elastica 200 N/m, compressa di 10 cm, viene rilasciata e lancia su un piano orizzontale liscio un corpo di massa 0,5 kg, inizialmente fermo. La velocità del corpo quando si stacca dalla molla è:',
   '2 m/s', '√2 m/s', '2√2 m/s', '4 m/s', '20 m/s',
   'a', 'L''energia elastica ½kx² = ½ · 200 · 0,1² = 1 J diventa energia cinetica ½mv², quindi v² = 4 m²/s² e v = 2 m/s. Gli errori tipici sono dimenticare uno dei due fattori ½ o la radice quadrata finale.', 2),
  ('mechanics', 'Un carrello di massa m e velocità v urta un carrello fermo di massa 3m e vi rimane agganciato. Trascurando gli attriti, quale frazione dell''energia cinetica iniziale viene dissipata nell''urto?',
   '1/4', '15/16', '3/4', '1/3', '1/16',
   'c', 'Si conserva la quantità di moto: mv = 4mv′, quindi v′ = v/4; l''energia finale ½ · 4m · v²/16 è 1/4 di quella iniziale, perciò se ne dissipano i 3/4. Chi dimentica che la massa in moto è diventata 4m trova 15/16.', 3),
  ('thermodynamics', 'In un recipiente termicamente isolato si mescolano 200 g di acqua a 80 °C e 300 g di acqua a 20 °C. Trascurando la capacità termica del recipiente, la temperatura di equilibrio è:',
   '50 °C', '56 °C', '24 °C', '60 °C', '44 °C',
   'e', 'La temperatura finale è la media pesata sulle masse: (200 · 80 + 300 · 20)/500 = 44 °C. La media semplice (50 °C) varrebbe solo per masse uguali.', 1),
  ('thermodynamics', 'Una macchina termica assorbe 1200 J di calore per ciclo da una sorgente a 327 °C e cede calore a una sorgente a 27 °C. Il massimo lavoro che può teoricamente compiere in un ciclo è circa:',
   '1100 J', '600 J', '300 J', '1200 J', '100 J',
   'b', 'Il rendimento massimo è quello di Carnot, con le temperature in kelvin: η = 1 − 300/600 = 0,5, quindi L = 0,5 · 1200 = 600 J. Usando i gradi Celsius si ottiene il valore errato di circa 1100 J.', 2),
  ('electromagnetism', 'Due cariche puntiformi poste nel vuoto a distanza d si respingono con una forza di intensità F. Se una sola delle due cariche viene triplicata e la distanza diventa 2d, l''intensità della forza diventa:',
   '(3/2) F', '(9/4) F', '(3/4) F', '6 F', '12 F',
   'c', 'La forza di Coulomb è proporzionale al prodotto delle cariche e inversamente proporzionale al quadrato della distanza: F′ = 3F/2² = (3/4) F. L''errore tipico è dimenticare il quadrato della distanza, ottenendo (3/2) F.', 1),
  ('electromagnetism', 'Una batteria ideale da 12 V alimenta un resistore da 4 Ω collegato in serie al parallelo di due resistori da 6 Ω e 3 Ω. La corrente che attraversa il resistore da 6 Ω è:',
   '2/3 A', '2 A', '4/3 A', '1 A', '12/13 A',
   'a', 'Il parallelo vale 2 Ω, quindi la corrente totale è 12/(4 + 2) = 2 A; ai capi del parallelo ci sono 4 V e nel resistore da 6 Ω passano 4/6 = 2/3 A. Gli errori tipici sono dividere la corrente a metà (1 A) o scambiare le correnti dei due rami (4/3 A).', 3),
  ('fluids', 'Un corpo omogeneo galleggia in acqua (densità 1000 kg/m³) con i 3/5 del suo volume immersi. Quale frazione del suo volume è immersa quando galleggia in un olio di densità 800 kg/m³?',
   '3/5', '12/25', '4/5', '1/4', '3/4',
   'e', 'La densità del corpo è (3/5) · 1000 = 600 kg/m³; nell''olio la frazione immersa è 600/800 = 3/4. In un liquido meno denso la parte immersa aumenta: chi moltiplica 3/5 per 0,8 invece di dividere (12/25) la fa diminuire.', 2),
  ('waves', 'Un''onda sonora di frequenza 500 Hz passa dall''aria, dove la velocità del suono è 340 m/s, all''acqua, dove è 1500 m/s. La sua lunghezza d''onda in acqua è circa:',
   '0,68 m', '0,15 m', '0,33 m', '3,0 m', '4,4 m',
   'd', 'Nel passaggio tra due mezzi la frequenza non cambia, quindi λ = v/f = 1500/500 = 3,0 m. L''errore tipico è credere che resti costante la lunghezza d''onda, che in aria vale 340/500 = 0,68 m.', 2),
  ('optics', 'Un oggetto è posto a 30 cm da una lente sottile convergente di distanza focale 10 cm. L''immagine si forma a:',
   '7,5 cm dalla lente, virtuale, alta un quarto dell''oggetto', '15 cm dalla lente, reale, alta la metà dell''oggetto', '15 cm dalla lente, virtuale, alta la metà dell''oggetto', '15 cm dalla lente, reale, alta il doppio dell''oggetto', '20 cm dalla lente, reale, alta due terzi dell''oggetto',
   'b', 'Dall''equazione 1/p + 1/q = 1/f segue 1/q = 1/10 − 1/30 = 1/15, quindi q = 15 cm > 0 (immagine reale) e l''ingrandimento è q/p = 1/2 in valore assoluto. Sommare 1/f e 1/p invece di sottrarli porta all''errore di 7,5 cm.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
where not exists (
  select from public.questions as known where known.subject = 'physics' and known.text = question.text
);

-- ── Chemistry ───────────────────────────────────────────────────────────────────────────────────
insert into public.questions
  (subject, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'chemistry', topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from (values
  ('structure_of_matter', 'Il ferro ha numero atomico 26. Lo ione ⁵⁶Fe³⁺ contiene:',
   '26 protoni, 30 neutroni e 29 elettroni', '26 protoni, 30 neutroni e 23 elettroni', '26 protoni, 56 neutroni e 23 elettroni', '23 protoni, 30 neutroni e 26 elettroni', '26 protoni, 30 neutroni e 26 elettroni',
   'b', 'I protoni sono 26, i neutroni 56 − 26 = 30 e la carica 3+ indica tre elettroni in meno dei protoni: 26 − 3 = 23. L''errore tipico è aggiungere elettroni a un catione o cambiare il numero di protoni.', 1),
  ('periodic_table', 'Quale sequenza dispone gli elementi F, Na, Cl e K in ordine di raggio atomico crescente?',
   'F < Na < Cl < K', 'K < Na < Cl < F', 'Cl < F < K < Na', 'F < Cl < Na < K', 'F < Cl < K < Na',
   'd', 'Il raggio atomico cresce scendendo lungo un gruppo (F < Cl e Na < K) e diminuisce andando verso destra in un periodo (Cl < Na). L''errore tipico è ordinare per numero atomico, ottenendo F < Na < Cl < K.', 2),
  ('chemical_bonds', 'Quale delle seguenti molecole contiene legami covalenti polari ma è nel complesso apolare?',
   'CO₂', 'H₂O', 'NH₃', 'N₂', 'HCl',
   'a', 'CO₂ è lineare, quindi i momenti di dipolo dei due legami C=O, uguali e opposti, si annullano. N₂ è apolare ma ha un legame covalente puro, mentre in H₂O (angolare) e NH₃ (piramidale) i dipoli non si annullano e HCl ha un solo legame, polare.', 2),
  ('stoichiometry', 'La combustione completa del propano, C₃H₈ + O₂ → CO₂ + H₂O, viene bilanciata con i più piccoli coefficienti interi possibili. Il coefficiente di O₂ è:',
   '3', '4', '5', '7', '10',
   'c', 'L''equazione bilanciata è C₃H₈ + 5 O₂ → 3 CO₂ + 4 H₂O: a destra ci sono 6 + 4 = 10 atomi di ossigeno, cioè 5 molecole di O₂. L''errore tipico è indicare 10, contando gli atomi invece delle molecole.', 1),
  ('stoichiometry', 'Si fanno reagire 28 g di N₂ (massa molare 28 g/mol) e 4,0 g di H₂ (massa molare 2,0 g/mol) secondo la reazione N₂ + 3 H₂ → 2 NH₃. Quale massa di NH₃ (massa molare 17 g/mol) si può ottenere al massimo?',
   '34 g', '32 g', '17 g', 'circa 11,3 g', 'circa 22,7 g',
   'e', 'Ci sono 1 mol di N₂ e 2 mol di H₂, ma per consumare tutto N₂ servirebbero 3 mol di H₂: H₂ è il reagente limitante e si formano 2 · 2/3 = 4/3 mol di NH₃, circa 22,7 g. Gli errori tipici sono considerare limitante N₂ (34 g) o sommare le masse dei reagenti (32 g).', 3),
  ('solutions', 'Si mescolano 100 mL di una soluzione acquosa di NaCl 0,50 M e 300 mL di una soluzione acquosa di NaCl 0,10 M. Supponendo additivi i volumi, la concentrazione finale di NaCl è:',
   '0,20 M', '0,30 M', '0,40 M', '0,60 M', '0,08 M',
   'a', 'Le moli totali sono 0,050 + 0,030 = 0,080 in 0,400 L di soluzione, cioè 0,20 M. La media semplice delle concentrazioni (0,30 M) sarebbe corretta solo per volumi uguali; 0,08 è il numero di moli, non la molarità.', 2),
  ('acids_and_bases', 'A 50 mL di una soluzione di HCl 0,30 M si aggiungono 50 mL di una soluzione di NaOH 0,10 M. Supponendo additivi i volumi, il pH della soluzione finale è circa:',
   '0,7', '2,0', '7,0', '1,0', '13,0',
   'd', 'Restano 0,015 − 0,005 = 0,010 mol di H⁺ in 0,100 L, cioè [H⁺] = 0,10 mol/L e pH = 1,0. Si trova 2,0 se si dimentica di dividere per il volume totale e 0,7 se si sottraggono direttamente le molarità.', 3),
  ('redox', 'Nella reazione MnO₂ + 4 HCl → MnCl₂ + Cl₂ + 2 H₂O, quale sostanza agisce da riducente e perché?',
   'MnO₂, perché il manganese passa da +4 a +2', 'HCl, perché il cloro passa da −1 a 0', 'HCl, perché l''idrogeno passa da +1 a 0', 'Cl₂, perché il cloro passa da 0 a −1', 'MnO₂, perché l''ossigeno passa da −2 a 0',
   'b', 'Il riducente è la specie che si ossida, cioè cede elettroni: il cloro di HCl passa da numero di ossidazione −1 a 0 in Cl₂. L''errore tipico è chiamare riducente la specie che si riduce, MnO₂, che invece è l''ossidante.', 2),
  ('organic_chemistry', 'Quale dei seguenti composti è un isomero dell''etanolo, CH₃CH₂OH?',
   'CH₃CHO', 'CH₃COOH', 'CH₃OH', 'CH₃CH₂OCH₃', 'CH₃OCH₃',
   'e', 'Gli isomeri hanno la stessa formula molecolare: l''etanolo e l''etere dimetilico CH₃OCH₃ sono entrambi C₂H₆O. CH₃CHO e CH₃COOH hanno anch''essi due atomi di carbonio, ma le loro formule sono C₂H₄O e C₂H₄O₂.', 1),
  ('stoichiometry', 'Un composto contiene, in massa, il 40,0% di carbonio, il 6,7% di idrogeno e il 53,3% di ossigeno, e ha massa molare 90 g/mol. Usando le masse atomiche C = 12, H = 1, O = 16, la sua formula molecolare è:',
   'CH₂O', 'C₂H₄O₂', 'C₃H₆O₃', 'C₄H₁₀O₂', 'C₆H₁₂O₆',
   'c', 'In 100 g ci sono 40,0/12 ≈ 3,33 mol di C, 6,7 mol di H e 53,3/16 ≈ 3,33 mol di O: la formula minima è CH₂O (30 g/mol) e, poiché 90/30 = 3, quella molecolare è C₃H₆O₃. L''errore tipico è fermarsi alla formula minima senza usare la massa molare.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
where not exists (
  select from public.questions as known where known.subject = 'chemistry' and known.text = question.text
);

-- ── Logic ───────────────────────────────────────────────────────────────────────────────────────
insert into public.questions
  (subject, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'logic', topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from (values
  ('quantifier_negation', 'Qual è la negazione della frase «Tutti gli studenti della 5B hanno superato almeno un esame di lingua»?',
   'Nessuno studente della 5B ha superato esami di lingua', 'C''è almeno uno studente della 5B che ha superato al massimo un esame di lingua', 'Tutti gli studenti della 5B hanno superato al massimo un esame di lingua', 'C''è almeno uno studente della 5B che ha superato qualche esame di lingua, ma non tutti', 'C''è almeno uno studente della 5B che non ha superato alcun esame di lingua',
   'e', 'Per negare «tutti hanno la proprietà P» basta che almeno uno non abbia P. Qui P è «aver superato almeno un esame», e non averla significa non averne superato nessuno.', 2),
  ('propositional_negation', 'Marta afferma: «Stasera ceno in casa e non guardo la televisione». Se l''affermazione di Marta è falsa, quale delle seguenti frasi è necessariamente vera?',
   'Stasera Marta non cena in casa e guarda la televisione', 'Se stasera Marta cena in casa, allora guarda la televisione', 'Se stasera Marta non cena in casa, allora guarda la televisione', 'Stasera Marta non cena in casa', 'Stasera Marta cena in casa e guarda la televisione',
   'b', 'Per la legge di De Morgan, la negazione di «A e non B» è «non A oppure B», che equivale a «se A, allora B».', 2),
  ('conditional_rule_testing', 'Su un treno vale la regola: «Chi viaggia con il biglietto ridotto deve avere meno di 26 anni». Ogni passeggero ha un biglietto ridotto oppure uno intero. Di quattro passeggeri il controllore conosce un solo dato ciascuno: Anna ha il biglietto ridotto, Bruno ha il biglietto intero, Carla ha 22 anni, Dario ha 40 anni. Di quali passeggeri deve necessariamente accertare il dato mancante per sapere se tutti e quattro rispettano la regola?',
   'Soltanto di Anna', 'Soltanto di Anna e di Carla', 'Soltanto di Anna e di Dario', 'Soltanto di Anna, di Carla e di Dario', 'Di tutti e quattro',
   'c', 'La regola è violata solo da chi ha il biglietto ridotto e almeno 26 anni: possono violarla soltanto Anna (se ha almeno 26 anni) e Dario (se ha il biglietto ridotto). Bruno e Carla la rispettano qualunque sia il dato mancante.', 3),
  ('necessary_sufficient_conditions', 'Per accedere a un laboratorio è necessario, ma non sufficiente, aver seguito il corso sulla sicurezza. Quale delle seguenti situazioni è incompatibile con questa regola?',
   'Luca ha seguito il corso e non ha avuto accesso al laboratorio', 'Luca non ha seguito il corso e non ha avuto accesso al laboratorio', 'Luca ha seguito il corso e ha avuto accesso al laboratorio', 'Luca e Giulia hanno seguito il corso, ma soltanto Giulia ha avuto accesso al laboratorio', 'Luca non ha seguito il corso e ha avuto accesso al laboratorio',
   'e', 'Se il corso è condizione necessaria, chi ha avuto accesso deve averlo seguito. Poiché non è condizione sufficiente, chi lo ha seguito può anche non essere ammesso.', 1),
  ('necessary_sufficient_conditions', 'Sia n un intero positivo. La condizione «n è divisibile sia per 4 sia per 6», rispetto alla condizione «n è divisibile per 24», è:',
   'necessaria ma non sufficiente', 'sufficiente ma non necessaria', 'necessaria e sufficiente', 'né necessaria né sufficiente', 'incompatibile con essa',
   'a', 'Ogni multiplo di 24 è divisibile per 4 e per 6, quindi la condizione è necessaria. Non è però sufficiente: 12 è divisibile per 4 e per 6 (il loro minimo comune multiplo è proprio 12) ma non per 24.', 2),
  ('syllogisms', 'Si sa che tutti i restauratori sono meticolosi e che alcuni impiegati del museo non sono meticolosi. Quale conclusione segue necessariamente?',
   'Alcuni restauratori non sono impiegati del museo', 'Alcuni impiegati del museo sono meticolosi', 'Alcuni impiegati del museo non sono restauratori', 'Nessun impiegato del museo è un restauratore', 'Tutte le persone meticolose sono restauratori',
   'c', 'Gli impiegati che non sono meticolosi non possono essere restauratori, perché ogni restauratore è meticoloso. Da «alcuni non sono pazienti» non si può invece dedurre che altri lo siano.', 1),
  ('syllogisms', 'Nessun racconto di una certa antologia è stato tradotto in francese; tutti i racconti premiati sono stati tradotti in francese; almeno un racconto di Ferri compare nell''antologia. Quale conclusione segue necessariamente?',
   'Nessun racconto di Ferri è stato premiato', 'Almeno un racconto di Ferri non è stato premiato', 'Almeno un racconto premiato non è di Ferri', 'Almeno un racconto di Ferri è stato tradotto in francese', 'Tutti i racconti tradotti in francese sono stati premiati',
   'b', 'Il racconto di Ferri presente nell''antologia non è tradotto in francese, e dunque non può essere premiato. Degli altri racconti di Ferri non si sa nulla.', 3),
  ('propositional_deduction', 'Ogni giorno in cui la biblioteca è aperta, Sara va a studiarvi. Ogni giorno in cui va a studiare in biblioteca, Sara non usa l''automobile. Oggi Sara ha usato l''automobile. Che cosa si può concludere con certezza?',
   'Oggi la biblioteca è aperta, ma Sara studia altrove', 'Oggi Sara non ha studiato', 'Ogni giorno in cui la biblioteca è chiusa, Sara usa l''automobile', 'Oggi la biblioteca non è aperta', 'Ogni giorno in cui Sara non usa l''automobile, la biblioteca è aperta',
   'd', 'Sara ha usato l''automobile, quindi non è andata a studiare in biblioteca; se la biblioteca fosse stata aperta, ci sarebbe andata. È un doppio ricorso alla contronominale («se A allora B» equivale a «se non B allora non A»).', 1),
  ('numeric_sequences', 'Quale numero completa la successione 3, 4, 8, 17, 33, 58, ... ?',
   '83', '91', '92', '94', '107',
   'd', 'Le differenze fra termini consecutivi sono 1, 4, 9, 16, 25, cioè i quadrati dei primi numeri interi. La differenza seguente è 36, quindi 58 + 36 = 94.', 2),
  ('letter_sequences', 'Nella serie seguente, costruita con l''alfabeto di 26 lettere, quale elemento prende il posto del punto interrogativo? A3, D5, H9, M17, S33, ?',
   'Z65', 'Y65', 'Z49', 'Y49', 'Z66',
   'a', 'Le lettere occupano i posti 1, 4, 8, 13, 19, con salti di 3, 4, 5, 6: il salto seguente è 7 e porta al posto 26, cioè alla Z. Ogni numero è il doppio del precedente meno 1: 2 · 33 - 1 = 65.', 2),
  ('numeric_sequences', 'Quale numero completa la successione 5, 40, 8, 36, 11, 32, 14, ... ?',
   '17', '24', '28', '29', '36',
   'c', 'Si alternano due successioni: 5, 8, 11, 14, che aumenta di 3, e 40, 36, 32, che diminuisce di 4. Il termine mancante appartiene alla seconda: 32 - 4 = 28.', 1),
  ('seating_puzzles', 'Anna, Bruno, Carlo, Dora, Elio e Fabio siedono a un tavolo rotondo con sei posti equidistanti. Anna è di fronte a Bruno; Carlo è accanto ad Anna; Dora non è accanto a Bruno; Elio è di fronte a Dora. Tra quali due persone siede Fabio?',
   'Bruno e Carlo', 'Bruno e Dora', 'Anna e Dora', 'Carlo ed Elio', 'Bruno ed Elio',
   'b', 'Dora non è accanto a Bruno, perciò è accanto ad Anna, dal lato opposto rispetto a Carlo. Elio, di fronte a Dora, sta tra Carlo e Bruno, e a Fabio resta il posto tra Bruno e Dora.', 3),
  ('ordering_puzzles', 'Anna, Bruno, Carla, Dario ed Elena disputano una gara senza arrivi a pari merito. Anna arriva prima di Bruno e dopo Carla; Dario arriva subito dopo Bruno; Elena non arriva né prima né ultima. Quale affermazione è sicuramente vera?',
   'Elena arriva seconda', 'Anna arriva terza', 'Elena arriva subito dopo Anna', 'Tra Carla e Bruno arriva una sola persona', 'Bruno arriva quarto',
   'e', 'Gli ordini possibili sono soltanto Carla, Elena, Anna, Bruno, Dario e Carla, Anna, Elena, Bruno, Dario. In entrambi Bruno è quarto, mentre le posizioni di Anna e di Elena possono scambiarsi.', 2),
  ('true_false_statements', 'Una chiave è nascosta in uno di quattro cassetti, numerati da 1 a 4, e su ogni cassetto c''è un cartello. Cassetto 1: «La chiave è in un cassetto di numero pari». Cassetto 2: «La chiave non è qui». Cassetto 3: «La chiave è nel cassetto 1 o nel cassetto 3». Cassetto 4: «La chiave non è né qui né nel cassetto 3». Se uno solo dei quattro cartelli è falso, dove si trova la chiave?',
   'Nel cassetto 1', 'Nel cassetto 2', 'Nel cassetto 3', 'Nel cassetto 4', 'I dati non bastano per stabilirlo',
   'a', 'I cartelli 1 e 3 si contraddicono e uno dei due è sempre vero: il solo cartello falso è dunque uno di questi, e i cartelli 2 e 4 sono veri. La chiave non si trova allora nei cassetti 2, 3 e 4, ma nel cassetto 1.', 3),
  ('logic_of_sets', 'In una scuola di musica con 60 allievi, 34 studiano il pianoforte, 27 il violino e 9 non studiano nessuno dei due strumenti. Quanti allievi studiano uno solo dei due strumenti?',
   '10', '24', '41', '50', '51',
   'c', 'Studiano almeno uno strumento 60 - 9 = 51 allievi, quindi li studiano entrambi 34 + 27 - 51 = 10. Ne studiano uno solo 51 - 10 = 41.', 1),
  ('logic_of_sets', 'In un gruppo di 40 studenti, 31 hanno visitato Roma, 28 Firenze e 33 Venezia. Qual è il più piccolo numero possibile di studenti che hanno visitato tutte e tre le città?',
   '0', '12', '19', '21', '28',
   'b', 'Non hanno visitato Roma, Firenze e Venezia rispettivamente 9, 12 e 7 studenti. Al massimo, se sono tutti distinti, a 28 studenti manca qualche città: almeno 40 - 28 = 12 le hanno visitate tutte.', 3),
  ('verbal_logic', 'Un giornale scrive: «Non si può negare che sia falsa la notizia dell''annullamento del concerto». Se il giornale dice il vero, che cosa si può concludere?',
   'Il concerto è stato annullato', 'Non si può sapere se il concerto sia stato annullato', 'La notizia dell''annullamento è vera, ma qualcuno la nega', 'Il concerto non è stato annullato', 'La notizia dell''annullamento non è mai stata diffusa',
   'd', '«Non si può negare» equivale a «si deve ammettere»: la notizia dell''annullamento è dunque falsa, cioè il concerto non è stato annullato.', 1),
  ('logical_equivalence', 'Il bando di un concorso stabilisce: «Un progetto riceve il premio solo se è originale e inedito». Quale delle seguenti frasi è logicamente equivalente?',
   'Se un progetto non è originale oppure non è inedito, non riceve il premio', 'Se un progetto è originale e inedito, riceve il premio', 'Se un progetto non riceve il premio, non è originale oppure non è inedito', 'Se un progetto non è originale e non è inedito, non riceve il premio', 'Un progetto riceve il premio se e solo se è originale e inedito',
   'a', '«P solo se (Q e R)» equivale a «se P, allora (Q e R)», la cui contronominale è «se non Q oppure non R, allora non P». Che il progetto sia originale e inedito è condizione necessaria, non sufficiente.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
where not exists (
  select from public.questions as known where known.subject = 'logic' and known.text = question.text
);

-- ── Reading comprehension ───────────────────────────────────────────────────────────────────────

with passage as (
  insert into public.passages (subject, title, text) values (
    'reading_comprehension',
    'Gli archivi del legno',
    'Ogni primavera, nelle regioni temperate, un albero ricomincia a costruire il proprio tronco: sotto la corteccia si forma dapprima un legno chiaro e poroso, poi, verso la fine dell''estate, uno strato più scuro e compatto. Quando giunge il freddo la crescita si arresta, e il contrasto fra il legno scuro di un anno e quello chiaro dell''anno seguente disegna il confine di un anello. Contare gli anelli per conoscere l''età di un albero è dunque un''operazione intuitiva; meno intuitivo è ciò che si può ricavare dal loro spessore. In un anno favorevole l''anello è largo, in un anno di siccità o di freddo eccezionale è sottile; e poiché le annate avverse colpiscono tutti gli alberi di una stessa zona, la sequenza degli anelli larghi e stretti diventa una sorta di firma comune.

Ad accorgersi delle possibilità racchiuse in questa firma fu, all''inizio del Novecento, un astronomo statunitense, Andrew Ellicott Douglass, che cercava nei tronchi dell''Arizona una traccia dei cicli dell''attività solare. Voleva conoscere meglio il Sole; finì invece per fondare una nuova disciplina, la dendrocronologia. Se gli anelli più interni di un albero vivente corrispondono a quelli più esterni di una vecchia trave, e gli anelli interni della trave a quelli di un legno ancora più antico, si può infatti comporre un calendario che risale ben oltre la vita dei singoli esemplari. Nel 1929 Douglass riuscì così a datare i legni di antichi villaggi dei Pueblo, sulla cui età gli archeologi avevano potuto fino ad allora soltanto azzardare ipotesi.

Il metodo ha però i suoi limiti. La firma vale per una regione, e spesso per una sola specie; nei climi tropicali privi di stagioni marcate gli anelli possono essere indistinti o mancare del tutto; infine, l''anello più esterno dice quando l''albero smise di crescere, non quando la trave fu messa in opera, perché il legno può essere rimasto a lungo inutilizzato o provenire da un edificio precedente. Prescindere da queste cautele significa scambiare un ottimo indizio per una prova. Usata con giudizio, invece, la dendrocronologia serve perfino a correggere altri orologi: è anche grazie ad anelli di età nota che si è potuta tarare la datazione con il carbonio-14, la quale, senza tale correzione, può scostarsi di secoli dalla data reale.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'reading_comprehension', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('main_idea', 'Quale delle seguenti frasi riassume meglio il brano?',
   'Contando gli anelli di un tronco si può stabilire in modo semplice e intuitivo l''età di un albero', 'Gli anelli degli alberi permettono di datare con certezza gli edifici in legno di ogni parte del mondo', 'Gli anelli degli alberi sono un prezioso strumento di datazione, purché se ne conoscano i limiti', 'La dendrocronologia è un metodo più antico e più preciso della datazione con il carbonio-14, che ha reso superflua', 'La dendrocronologia nacque per risolvere i dubbi degli archeologi sull''età dei villaggi dei Pueblo',
   'c', 'Il brano spiega come gli anelli consentano di datare il legno e poi ne illustra i limiti, concludendo che il metodo è utile se usato con giudizio. Le altre frasi riprendono un solo dettaglio o affermano cose che il testo non dice.', 2),
  ('stated_detail', 'Secondo il brano, che cosa cercava in origine Douglass negli anelli degli alberi?',
   'Una traccia dei cicli dell''attività solare', 'L''età dei villaggi dei Pueblo', 'La prova di antiche siccità in Arizona', 'Un modo per tarare il carbonio-14', 'Un calendario utile agli archeologi',
   'a', 'Il secondo capoverso dice che Douglass, astronomo, cercava una traccia dei cicli dell''attività solare: la datazione dei villaggi fu un risultato che non si era proposto.', 1),
  ('inference', 'In un''antica casa si trova una trave che conserva ancora la corteccia; il suo anello più esterno si formò nel 1210. In base al brano, che cosa si può dedurre?',
   'La casa fu costruita nel 1210, anno a cui risale la trave', 'L''albero da cui fu ricavata la trave cominciò a crescere nel 1210', 'La trave proviene di sicuro da un edificio più antico della casa', 'La casa esisteva già nel 1210, quando la trave vi fu collocata', 'La trave fu messa in opera nel 1210 o dopo, forse anche molto più tardi',
   'e', 'L''anello più esterno indica l''anno in cui l''albero smise di crescere. La messa in opera non può essere anteriore, ma può essere successiva, perché il legno può essere rimasto inutilizzato o essere stato riutilizzato.', 3),
  ('meaning_in_context', 'Nel brano, «Prescindere da queste cautele» significa:',
   'attenervisi con scrupolo', 'non tenerne conto', 'farne il punto di partenza', 'esporle in anticipo', 'discuterne apertamente',
   'b', '«Prescindere da qualcosa» vuol dire lasciarlo da parte, non considerarlo: chi ignora le cautele scambia un indizio per una prova.', 1),
  ('contradiction', 'Quale delle seguenti affermazioni è in contrasto con il brano?',
   'Un anello sottile può essere dovuto a un anno di siccità', 'Il legno che si forma alla fine dell''estate è più scuro di quello formatosi in primavera', 'La sequenza di anelli ricavata in una regione serve a datare legni di qualsiasi provenienza', 'Si può costruire una sequenza di anelli più lunga della vita di un singolo albero', 'In alcuni climi tropicali gli alberi possono non presentare anelli',
   'c', 'Nel terzo capoverso si legge che la «firma» degli anelli vale per una sola regione, e spesso per una sola specie. Le altre affermazioni trovano tutte conferma nel testo.', 2)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

with passage as (
  insert into public.passages (subject, title, text) values (
    'reading_comprehension',
    'L''ora di tutti',
    'Fin verso la metà dell''Ottocento quasi ogni città europea regolava gli orologi sul proprio mezzogiorno, cioè sull''istante in cui il Sole raggiunge la massima altezza sull''orizzonte del luogo. Poiché quell''istante cade tanto prima quanto più ci si trova a oriente, fra l''ora di Venezia e quella di Torino correvano quasi diciannove minuti. Nessuno ne soffriva: in carrozza occorrevano giorni per percorrere distanze che oggi si coprono in poche ore, e correggere l''orologio all''arrivo era un fastidio trascurabile.

Fu il treno a rendere intollerabile questa molteplicità. Un orario ferroviario che segua, stazione per stazione, ore diverse è una fonte continua di equivoci; su un binario unico, percorso nei due sensi, può diventare una fonte di sciagure. Le compagnie corsero ai ripari ben prima dei governi: nel 1840 la Great Western Railway, in Inghilterra, adottò l''ora di Londra in tutte le sue stazioni. Non tutte le città si adeguarono volentieri: a Bristol un orologio pubblico ebbe due lancette dei minuti, una per l''ora locale e l''altra per quella di Londra. In Gran Bretagna l''ora unica divenne legge soltanto nel 1880, quando ormai quasi tutti la osservavano da tempo.

Restava da mettere d''accordo gli Stati. Nel 1884, a Washington, i delegati di venticinque Paesi scelsero a maggioranza come meridiano di riferimento quello di Greenwich. Le ragioni erano pratiche più che scientifiche: nessun meridiano è più naturale di un altro, ma gran parte delle navi di tutto il mondo usava già carte britanniche. La Francia si astenne, e continuò a regolarsi su Parigi fino al 1911. L''Italia, le cui ferrovie seguivano in gran parte l''ora di Roma dal 1866, passò all''ora dell''Europa centrale nel 1893.

Si suole raccontare questa vicenda come una vittoria della ragione sul disordine. È una lettura comoda, ma parziale. L''ora locale non era un errore: descriveva il cielo con maggiore fedeltà di quella odierna, che in certe regioni si discosta dal Sole di oltre un''ora. Ciò che si guadagnò non fu l''esattezza, bensì l''accordo; e l''accordo, per una società che cominciava a muoversi alla velocità del vapore, valeva più dell''esattezza.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'reading_comprehension', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('author_position', 'Quale tesi sostiene l''autore nell''ultimo capoverso?',
   'L''ora unica fu una vittoria della ragione su un disordine privo di giustificazioni', 'L''ora unica fu un progresso perché permise di accordarsi, non perché fosse più esatta', 'L''ora unica fu un errore, perché l''ora locale descriveva il cielo con maggiore fedeltà', 'L''ora unica fu un progresso perché rese la misura del tempo più esatta e più razionale', 'L''ora unica andrebbe abbandonata nelle regioni in cui si discosta molto dal Sole',
   'b', 'L''autore giudica parziale la lettura trionfale della vicenda, ma non rimpiange l''ora locale: «Ciò che si guadagnò non fu l''esattezza, bensì l''accordo», che per la società del tempo «valeva più dell''esattezza».', 3),
  ('stated_detail', 'Secondo il brano, per quale ragione nel 1884 fu scelto il meridiano di Greenwich?',
   'La sua posizione era la più naturale per dividere il globo', 'La legge britannica lo aveva già imposto alle compagnie ferroviarie', 'Consentiva di determinare il mezzogiorno con maggiore esattezza', 'Gran parte delle navi del mondo usava già carte britanniche', 'Anche la Francia aveva accettato di rinunciare a Parigi',
   'd', 'Il terzo capoverso precisa che le ragioni erano pratiche: nessun meridiano è più naturale di un altro, ma gran parte delle navi si serviva già di carte britanniche.', 1),
  ('inference', 'Intorno al 1820, le città A e B regolano gli orologi sul proprio mezzogiorno; A si trova più a oriente di B. In base al brano, quando gli orologi di A segnano mezzogiorno, che ora segnano quelli di B?',
   'Un''ora che precede il mezzogiorno', 'Un''ora che segue il mezzogiorno', 'Mezzogiorno, se le due città appartengono allo stesso Stato', 'Mezzogiorno, se nessuna delle due città ha una ferrovia', 'Non si può stabilire se prima o dopo il mezzogiorno',
   'a', 'Il mezzogiorno cade tanto prima quanto più ci si trova a oriente: quando in A è mezzogiorno, in B, che è più a occidente, deve ancora arrivare.', 2),
  ('meaning_in_context', 'Nel brano, l''espressione «corsero ai ripari» significa che le compagnie ferroviarie:',
   'aumentarono la velocità dei treni per ridurre i ritardi', 'evitarono di affrontare il problema in attesa dei governi', 'chiesero con urgenza ai governi di intervenire con una legge', 'costruirono strutture per proteggere le stazioni e i binari', 'presero in fretta misure per rimediare al problema',
   'e', '«Correre ai ripari» vuol dire prendere prontamente provvedimenti contro un danno: le compagnie adottarono un''ora comune prima che lo facessero i governi.', 1),
  ('inference', 'Quale delle seguenti affermazioni trova conferma nel brano?',
   'Nel 1840 le città inglesi raggiunte dalla ferrovia accolsero di buon grado l''ora di Londra', 'Nel 1884 tutti i Paesi presenti a Washington votarono a favore del meridiano di Greenwich', 'Prima del treno la diversità delle ore locali causava gravi disagi a chi viaggiava', 'In Gran Bretagna la legge confermò un''abitudine già diffusa, anziché crearla', 'In Italia le ferrovie adottarono un''ora comune soltanto dopo la conferenza di Washington',
   'd', 'La legge britannica è del 1880, «quando ormai quasi tutti» osservavano l''ora unica «da tempo». Le altre affermazioni sono smentite: Bristol, l''astensione francese, il fastidio «trascurabile» dei viaggiatori, il 1866 delle ferrovie italiane.', 2)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

with passage as (
  insert into public.passages (subject, title, text) values (
    'reading_comprehension',
    'Il pascolo di tutti',
    'Nel 1968 il biologo Garrett Hardin propose un''immagine destinata a grande fortuna. Si pensi a un pascolo aperto a tutti: a ciascun pastore conviene aggiungere un animale al proprio gregge, perché il guadagno è tutto suo, mentre il danno arrecato all''erba si ripartisce fra tutti. Poiché ognuno ragiona allo stesso modo, il pascolo è condannato. Da questa «tragedia dei beni comuni» Hardin traeva una conclusione drastica: per salvare una risorsa condivisa bisogna dividerla fra proprietari privati oppure sottoporla all''autorità dello Stato.

L''argomento è elegante, e proprio la sua eleganza ha indotto molti a non verificarlo. A farlo fu la politologa statunitense Elinor Ostrom, che, anziché ragionare su un pascolo immaginario, raccolse e mise a confronto casi reali. Trovò comunità, dai villaggi alpini della Svizzera alle campagne irrigue della Spagna orientale, che da secoli si servivano insieme di prati, boschi e acque senza esaurirli, e senza averli né spartiti né ceduti. A Törbel, nel Vallese, una regola che risale al Cinquecento vietava di mandare all''alpe più vacche di quante ciascuno fosse in grado di nutrire durante l''inverno: una norma semplice, facile da controllare e, anche per questo, rispettata.

Da questi casi Ostrom, che nel 2009 fu la prima donna a ricevere il premio Nobel per l''economia, non ricavò affatto l''idea che le comunità siano sempre virtuose: documentò con pari scrupolo i loro fallimenti. Individuò piuttosto alcune condizioni che ricorrono dove la gestione comune funziona: confini chiari fra chi ha diritto alla risorsa e chi non lo ha, regole adatte al luogo e stabilite con il concorso di chi deve osservarle, controlli affidati a persone che ne rispondono alla comunità, sanzioni dapprima lievi e poi via via più severe.

L''errore di Hardin, dunque, non stava nella logica, ma nella premessa: quello che descriveva non era un bene comune, bensì un bene di nessuno, privo di regole e frequentato da estranei che non si parlano. Chi oggi invoca la «tragedia» per liquidare ogni forma di gestione collettiva ripete quella confusione; chi, all''opposto, cita Ostrom per sostenere che basti confidare nella buona volontà dei cittadini non l''ha letta con maggiore attenzione.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'reading_comprehension', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('main_idea', 'Qual è l''idea centrale del brano?',
   'Una risorsa comune si conserva soltanto se viene divisa fra privati o sottoposta allo Stato', 'Le comunità di villaggio, diversamente dagli Stati, sanno sempre conservare le risorse di cui vivono', 'Per conservare una risorsa comune è sufficiente la buona volontà di coloro che se ne servono', 'Ostrom ha scoperto un errore di logica nel ragionamento di Hardin sui pascoli', 'Chi usa una risorsa comune può conservarla, a patto che esistano regole e controlli adatti',
   'e', 'Il brano respinge sia la conclusione di Hardin sia l''ottimismo ingenuo: la gestione comune può funzionare, ma in presenza di precise condizioni.', 2),
  ('stated_detail', 'Che cosa prescriveva la regola di Törbel citata nel brano?',
   'Di portare all''alpe, ciascuno, lo stesso numero di vacche degli altri abitanti', 'Di ridurre il numero delle vacche prima dell''arrivo dell''inverno, per risparmiare il foraggio', 'Di non portare all''alpe più vacche di quante se ne potessero nutrire d''inverno', 'Di pagare una sanzione, via via più alta, per ogni vacca portata all''alpe', 'Di dividere l''alpe in parti, secondo il numero di vacche di ciascuno',
   'c', 'Il secondo capoverso dice che era vietato mandare all''alpe più vacche di quante ciascuno fosse in grado di nutrire durante l''inverno.', 1),
  ('author_position', 'In che cosa consiste, secondo l''autore, l''errore di Hardin?',
   'Nell''aver tratto dalle proprie premesse una conclusione illogica', 'Nell''aver studiato soltanto comunità in cui la gestione comune era fallita', 'Nell''aver ignorato che i pastori dividono fra loro il guadagno di ogni animale in più', 'Nell''aver scambiato per un bene comune una risorsa che era priva di regole', 'Nell''aver confidato troppo nella buona volontà dei singoli',
   'd', 'L''ultimo capoverso afferma che l''errore «non stava nella logica, ma nella premessa»: il pascolo di Hardin è un bene di nessuno, privo di regole, e non un bene comune.', 3),
  ('meaning_in_context', 'Nel brano, regole «stabilite con il concorso di chi deve osservarle» sono regole stabilite:',
   'con la partecipazione di coloro che dovranno rispettarle', 'attraverso una gara fra coloro che dovranno rispettarle', 'sotto la sorveglianza di coloro che ne verificheranno il rispetto', 'nell''interesse di coloro che dovranno farle rispettare', 'contro la volontà di coloro che dovranno rispettarle',
   'a', '«Concorso» ha qui il senso di contributo, partecipazione (dal verbo «concorrere a»), e «osservare» una regola significa rispettarla.', 2),
  ('inference', 'In base al brano, quale delle seguenti situazioni somiglia di più al pascolo descritto da Hardin?',
   'Un canale d''irrigazione in cui gli agricoltori fissano i turni e nominano un sorvegliante', 'Un tratto di mare in cui flotte di vari Paesi pescano senza limiti né accordi', 'Un lago in cui lo Stato concede ogni anno un numero limitato di licenze di pesca', 'Un bosco in cui la famiglia proprietaria decide quanti alberi si possono tagliare', 'Un alpeggio in cui chi viola il regolamento del villaggio riceve un richiamo e poi una multa',
   'b', 'Il pascolo di Hardin è un bene di nessuno, aperto a tutti, privo di regole e frequentato da estranei. Le altre situazioni prevedono regole comuni, proprietà privata o l''intervento dello Stato.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

with passage as (
  insert into public.passages (subject, title, text) values (
    'reading_comprehension',
    'Le ironie dell''automazione',
    'Nel 1983 la psicologa Lisanne Bainbridge pubblicò un articolo di poche pagine, intitolato «Ironies of Automation», che gli studiosi non hanno smesso di citare. Il ragionamento partiva da un''osservazione quasi banale. Chi progetta un impianto automatico considera l''essere umano l''anello debole e cerca di sostituirlo; poiché però non può farlo ovunque, gli lascia i compiti che non ha saputo automatizzare. All''operatore restano così due incombenze: sorvegliare la macchina e intervenire quando essa non è più in grado di fare da sola.

Entrambe, notava Bainbridge, gli si addicono poco. Nel sorvegliare a lungo un sistema che non sbaglia quasi mai, l''attenzione umana cede presto. Quanto all''intervento, esso è richiesto proprio nelle circostanze più insolite e difficili, e a una persona che nel frattempo ha smesso di esercitarsi; ora, l''abilità che non si usa si logora. Di qui il paradosso: quanto più un automatismo è affidabile, tanto meno l''operatore è pronto nel momento in cui l''automatismo lo abbandona, e tanto più accurato dovrebbe essere il suo addestramento.

L''aviazione ne offre un esempio doloroso. Nel 2009, sull''Atlantico, cristalli di ghiaccio ostruirono per breve tempo i sensori di velocità del volo Air France 447. Il pilota automatico, privo di dati attendibili, si disinserì, come era previsto che facesse; l''equipaggio, colto di sorpresa, non riconobbe lo stallo in cui l''aereo finì per entrare e non riuscì a uscirne. Sarebbe tuttavia ingeneroso verso l''automazione dedurne che essa renda meno sicuro il volo: negli ultimi decenni gli incidenti sono molto diminuiti, e gli automatismi vi hanno contribuito.

Il punto è un altro. La domanda «l''uomo o la macchina?» è mal posta, perché nei sistemi reali i due lavorano insieme, e il risultato dipende da come si è disegnata la loro collaborazione. Un automatismo ben concepito non si limita a svolgere il proprio compito: rende comprensibile ciò che sta facendo, segnala per tempo le difficoltà e lascia a chi lo affianca occasioni regolari per tenersi in esercizio. Ora che i sistemi automatici entrano negli ospedali, negli uffici e nelle automobili, la lezione di quelle poche pagine merita di essere ripassata prima che siano gli incidenti a ricordarcela.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'reading_comprehension', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('author_position', 'Quale delle seguenti frasi esprime meglio la posizione dell''autore?',
   'Occorre limitare gli automatismi, perché nei compiti delicati riducono la sicurezza', 'Occorre rinunciare del tutto all''intervento umano, che è l''anello debole di ogni impianto', 'L''automazione giova all''aviazione, ma non è adatta agli ospedali e agli uffici', 'Ciò che conta è come si progetta la collaborazione fra le persone e gli automatismi', 'Con automatismi abbastanza affidabili l''addestramento degli operatori perde importanza',
   'd', 'Per l''autore l''alternativa fra uomo e macchina «è mal posta»: il risultato dipende «da come si è disegnata la loro collaborazione».', 2),
  ('stated_detail', 'Secondo il brano, quali compiti restano all''operatore di un impianto automatico?',
   'Progettare la macchina e decidere in anticipo quali compiti affidarle', 'Svolgere i lavori più semplici e ripetitivi, lasciando quelli difficili alla macchina', 'Segnalare per tempo le difficoltà e rendere comprensibile ciò che la macchina sta facendo', 'Controllare i sensori e disinserire la macchina a intervalli regolari', 'Sorvegliare la macchina e intervenire quando essa non riesce più a fare da sola',
   'e', 'Lo dice la fine del primo capoverso. Segnalare le difficoltà e rendersi comprensibile sono invece, nell''ultimo capoverso, qualità di un buon automatismo.', 1),
  ('inference', 'In due impianti lavorano operatori addestrati allo stesso modo: nell''impianto A l''automatismo richiede il loro intervento ogni giorno, nell''impianto B una volta ogni due anni. In base al paradosso descritto nel brano, che cosa ci si deve attendere?',
   'Gli operatori di A saranno meno pronti a intervenire, perché affaticati', 'Gli operatori di B saranno meno pronti a intervenire di quelli di A', 'Gli operatori di A e di B saranno ugualmente pronti a intervenire', 'Gli operatori di B potranno fare a meno di un addestramento accurato', 'Gli operatori di B sorveglieranno l''automatismo con più attenzione di quelli di A',
   'b', 'Più l''automatismo è affidabile, meno l''operatore si esercita e meno è pronto quando serve: a parità di addestramento, gli operatori di B, che intervengono di rado, saranno i meno preparati.', 3),
  ('meaning_in_context', 'Nel brano, l''aggettivo «ingeneroso» significa:',
   'avaro', 'ingenuo', 'ingiusto', 'scortese', 'prudente',
   'c', 'È ingeneroso il giudizio che non riconosce i meriti dovuti: attribuire all''automazione una minore sicurezza del volo sarebbe ingiusto, dato che essa ha contribuito a ridurre gli incidenti.', 1),
  ('contradiction', 'Quale delle seguenti affermazioni contraddice il brano?',
   'Sul volo Air France 447 il pilota automatico si disinserì, pur non essendo progettato per farlo', 'Sul volo Air France 447 i sensori di velocità rimasero ostruiti soltanto per un breve periodo', 'Il calo degli incidenti aerei negli ultimi decenni si deve in parte agli automatismi', 'Gli interventi richiesti all''operatore di un impianto automatico riguardano le situazioni meno comuni', 'Un buon automatismo offre con regolarità a chi lo affianca la possibilità di esercitarsi',
   'a', 'Il testo dice che il pilota automatico, privo di dati attendibili, si disinserì «come era previsto che facesse». Le altre affermazioni trovano conferma nel brano.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

-- ── English ─────────────────────────────────────────────────────────────────────────────────────
insert into public.questions
  (subject, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'english', topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from (values
  ('english_present_simple', 'Marco ____ to the gym three times a week.',
   'go', 'is go', 'going', 'does goes', 'goes',
   'e', 'Habits take the present simple, and after he, she or it the verb needs an ending: ''go'' becomes ''goes''.', 1),
  ('english_prepositions_time', 'I play tennis with my dad ____ Sunday mornings.',
   'on', 'in', 'at', 'to', 'by',
   'a', 'We use ''on'' with days and with parts of a particular day: ''on Sunday'', ''on Sunday mornings''. Compare ''in the morning'', where no day is mentioned.', 1),
  ('english_articles', 'My cousin would like to be ____ engineer when she finishes university.',
   'a', 'one', 'an', 'the', '(no word)',
   'c', 'English needs ''a'' or ''an'' before a person''s job. ''Engineer'' begins with a vowel sound, so the form is ''an''.', 1),
  ('english_verb_be', 'My little brother ____ ten years old.',
   'is', 'has', 'has got', 'have', 'makes',
   'a', 'English uses ''be'', not ''have'', to give someone''s age: ''He is ten years old''.', 1),
  ('english_there_is_there_are', '____ any good restaurants near your house?',
   'Are there', 'Is there', 'Have there', 'Do there be', 'There is',
   'a', 'To ask whether something exists we invert ''there is'' or ''there are''. The noun ''restaurants'' is plural, so the question is ''Are there...?''.', 1),
  ('english_comparatives', 'The weather today is ____ than it was yesterday.',
   'worst', 'more bad', 'badder', 'worse', 'more worse',
   'd', '''Bad'' is irregular: bad, worse, the worst. The comparative ''worse'' is used before ''than'' and never takes ''more''.', 1),
  ('english_past_simple', 'Why ____ to the party last night?',
   'you didn''t come', 'didn''t you come', 'didn''t you came', 'don''t you came', 'you not came',
   'b', 'Past simple questions put ''did'' or ''didn''t'' before the subject. The main verb then stays in the base form: ''come'', not ''came''.', 1),
  ('english_quantifiers', 'There isn''t ____ milk in the fridge, so I can''t make pancakes.',
   'many', 'much', 'few', 'no', 'a few',
   'b', '''Milk'' is uncountable, so it takes ''much'' in a negative sentence; ''many'' and ''few'' go with plural nouns. ''No'' would create a double negative after ''isn''t''.', 1),
  ('english_dialogues', 'A: ''Thank you very much for your help.'' B: ''____''',
   'Please.', 'Of nothing.', 'Here you are.', 'Excuse me.', 'You''re welcome.',
   'e', 'The standard reply to thanks is ''You''re welcome''. ''Please'' is used to ask for something, and ''Here you are'' is what we say when we hand something over.', 1),
  ('english_vocabulary_family', 'My ____ are from Naples: my mum is a teacher and my dad is a chef.',
   'fathers', 'genitors', 'parents', 'parent', 'nephews',
   'c', 'Your mother and father together are your ''parents''. The Italian word ''parenti'' is different: it means ''relatives''.', 1),
  ('english_present_continuous', 'Please turn the music down: the baby ____ at the moment.',
   'sleeps', 'sleep', 'is sleep', 'sleeping', 'is sleeping',
   'e', '''At the moment'' shows that the action is in progress now, so we need the present continuous: ''am'', ''is'' or ''are'' plus the -ing form.', 1),
  ('english_word_order', 'Which sentence has the correct word order?',
   'She speaks very well English.', 'She very well speaks English.', 'She English speaks very well.', 'Speaks she very well English.', 'She speaks English very well.',
   'e', 'In English the object follows the verb directly, and expressions such as ''very well'' come after the object: subject, verb, object, adverb.', 1),
  ('english_present_perfect', 'We are still best friends: we ____ each other since primary school.',
   'know', 'have known', 'knew', 'are knowing', 'have been knowing',
   'b', 'A situation that began in the past and is still true takes the present perfect with ''since''. ''Know'' is a state verb, so it has no continuous form.', 2),
  ('english_first_conditional', 'If it ____ tomorrow, we''ll cancel the picnic.',
   'will rain', 'would rain', 'rains', 'rained', 'raining',
   'c', 'In a first conditional the if-clause takes the present simple, even when it refers to the future; ''will'' appears only in the main clause.', 2),
  ('english_gerund_infinitive', 'I''m looking forward to ____ you in London next month.',
   'see', 'saw', 'to see', 'will see', 'seeing',
   'e', 'In ''look forward to'' the word ''to'' is a preposition, so the verb after it takes the -ing form.', 2),
  ('english_collocations', 'Could you ____ me a favour and post this letter for me?',
   'do', 'make', 'take', 'have', 'bring',
   'a', 'The fixed expression is ''do someone a favour''. Italian uses ''fare'' for both ''do'' and ''make'', so these combinations must be learnt one by one.', 2),
  ('english_modals', 'It''s Saturday tomorrow, so I ____ get up early: I can stay in bed until ten.',
   'mustn''t', 'don''t must', 'haven''t', 'not need to', 'don''t have to',
   'e', '''Don''t have to'' means that something is not necessary, while ''mustn''t'' means that it is forbidden. ''Must'' never forms its negative with ''don''t''.', 2),
  ('english_articles', 'Most people would say that ____ is more important than money.',
   'health', 'the health', 'an health', 'a health', 'healthy',
   'a', 'Abstract nouns used in a general sense take no article in English: ''health'', not ''the health''. ''Healthy'' is an adjective and cannot be the subject here.', 2),
  ('english_passive', 'This church ____ in 1643 by a local architect.',
   'has been designed', 'designed', 'was designed', 'is designed', 'was design',
   'c', 'A finished action at a stated time in the past needs the past simple, here in the passive: ''was'' plus past participle. The present perfect cannot be used with ''in 1643''.', 2),
  ('english_reported_speech', 'The teacher ____ us that the test would be easy.',
   'said', 'explained', 'spoke', 'told', 'talked',
   'd', '''Tell'' is followed directly by the person: ''told us that...''. ''Say'' and ''explain'' need ''to'' before the person, and ''speak'' and ''talk'' do not introduce a that-clause.', 2),
  ('english_relative_pronouns', 'The man ____ lives next door is a retired doctor.',
   'which', 'what', 'whose', 'who', 'whom',
   'd', '''Who'' refers to a person and acts as the subject of ''lives''. ''Which'' refers to things, ''whose'' shows possession and ''whom'' can only be an object.', 2),
  ('english_phrasal_verbs', 'If you don''t know what a word means, look it ____ in a dictionary.',
   'at', 'for', 'on', 'after', 'up',
   'e', '''Look something up'' means to find information in a book or online. With a pronoun, the particle comes after it: ''look it up''.', 2),
  ('english_dialogues', 'A: ''I''ve never been to Scotland.'' B: ''____''',
   'Neither I have.', 'So have I.', 'Neither am I.', 'Neither have I.', 'Neither haven''t I.',
   'd', 'To agree with a negative sentence we use ''neither'' plus auxiliary plus subject. The auxiliary repeats the one in the first sentence, ''have'', and stays positive.', 2),
  ('english_error_spotting', 'Which of these sentences contains a mistake?',
   'I need some information about the course.', 'He gave me some useful advices.', 'My new trousers are too long.', 'There is too much furniture in this room.', 'The news was better than we expected.',
   'b', '''Advice'' is uncountable in English, so it has no plural: ''some useful advice''. ''Information'', ''furniture'' and ''news'' are uncountable too, while ''trousers'' is always plural.', 2),
  ('english_third_conditional', 'If you ____ me about the problem yesterday, I would have helped you.',
   'had told', 'would have told', 'have told', 'would tell', 'had tell',
   'a', 'A third conditional imagines a different past: ''if'' plus past perfect, then ''would have'' plus past participle. ''Would'' does not go in the if-clause.', 3),
  ('english_wish_clauses', 'I wish I ____ more time to read, but I''m always busy.',
   'have', 'would have', 'will have', 'had', 'am having',
   'd', 'A wish about one''s own present situation takes ''wish'' plus the past simple, even though the meaning is present.', 3),
  ('english_reported_questions', 'The interviewer asked me why ____ to leave my previous job.',
   'had I decided', 'did I decide', 'I had decided', 'have I decided', 'I did decided',
   'c', 'Reported questions have the word order of a statement, with no inversion and no question auxiliary: ''why I had decided''.', 3),
  ('english_causative', 'I can''t cut my own hair, so I ____ it cut once a month at a salon near my office.',
   'make', 'let', 'do', 'have', 'take',
   'd', 'When someone else does a job for us, we use ''have'' plus object plus past participle: ''have my hair cut''. Italian ''far fare'' is not translated with ''make'' here.', 3),
  ('english_future_perfect', 'By the end of next June, we ____ in this flat for ten years.',
   'will live', 'have lived', 'will have lived', 'are living', 'will have live',
   'c', '''By'' plus a future point, together with a period introduced by ''for'', calls for the future perfect: ''will have'' plus past participle.', 3),
  ('english_phrasal_verbs', 'The director is ill, so the meeting has been ____ until next Friday.',
   'put off', 'put up', 'given up', 'turned down', 'sent back',
   'a', '''Put off'' means to postpone. ''Give up'' means to stop trying or doing something, and ''turn down'' means to refuse.', 3),
  ('english_used_to', 'I come from Sicily, so I ____ the cold and I find the winters in Edinburgh very hard.',
   'don''t use to', 'didn''t use to', 'am not use to', 'am not used to', 'haven''t used to',
   'd', '''Be used to'' plus a noun or an -ing form means to be accustomed to something. ''Used to'' plus infinitive is different: it describes past habits.', 3),
  ('english_modals_deduction', 'It''s nearly nine, and Sara is usually here by eight. She ____ her train this morning.',
   'must miss', 'must be missed', 'must have missed', 'must had missed', 'must to miss',
   'c', 'A logical conclusion about the past is expressed with ''must have'' plus past participle. Modal verbs are never followed by ''to'' or by a past tense.', 3),
  ('english_dependent_prepositions', 'My uncle insisted ____ paying for the whole meal, although we offered to share the bill.',
   'to', 'for', 'in', 'of', 'on',
   'e', 'The verb ''insist'' takes the preposition ''on'', and a verb after a preposition takes the -ing form: ''insist on paying''.', 3),
  ('english_linking_words', '____ the heavy rain, the match went ahead as planned.',
   'Although', 'Despite', 'In spite', 'Despite of', 'However',
   'b', '''Despite'' is followed directly by a noun, without ''of''; the alternative is ''in spite of''. ''Although'' must be followed by a clause with a subject and a verb.', 3),
  ('english_false_friends', 'More than two hundred people ____ the conference in Bologna last week.',
   'assisted to', 'attended', 'participated', 'frequented', 'took part',
   'b', 'To be present at an event is to ''attend'' it, with no preposition. ''Participate'' and ''take part'' need ''in'', while ''assist'' means ''help'' and is a false friend of ''assistere''.', 3),
  ('english_verb_patterns', 'Which of these sentences is correct?',
   'She suggested to go to the museum.', 'She suggested us to go to the museum.', 'She suggested going to the museum.', 'She suggested us that we go to the museum.', 'She suggested we going to the museum.',
   'c', '''Suggest'' is followed by the -ing form or by a that-clause; it takes neither an infinitive nor a direct personal object.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
where not exists (
  select from public.questions as known where known.subject = 'english' and known.text = question.text
);

with passage as (
  insert into public.passages (subject, title, text) values (
    'english',
    'A New Start in Leeds',
    'Elena is twenty-one and comes from Verona. Last September she moved to Leeds, a city in the north of England, to study design for a year. At first, she stayed in a small hotel near the station because she could not find a room. After two weeks, she met Priya, a student on her course, who had a free bedroom in her flat. Now the two young women live together, ten minutes on foot from the university.

Elena has lessons from Monday to Thursday. On Fridays and Saturdays she works in a bakery, where she starts at five o''clock in the morning. She does not mind getting up early, but she finds it hard to understand some of the older customers because they speak very fast and use local words. Her boss, Mr Hughes, often helps her and laughs kindly at her mistakes.

On Sundays Elena is free. She usually goes walking in the hills with Priya, and in the evening she calls her parents. Her mother always asks if she is eating enough, but her father only wants to know about the weather!'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'english', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('english_reading_comprehension', 'Why did Elena stay in a hotel when she first arrived in Leeds?',
   'The hotel was near the university.', 'She had nowhere else to live.', 'Priya was working in the hotel.', 'Her parents had paid for her room.', 'She wanted to be close to the bakery.',
   'b', 'The passage says that she stayed there ''because she could not find a room''. The hotel was near the station, and the other ideas are not mentioned.', 1),
  ('english_reading_comprehension', 'What does Elena find difficult about her job?',
   'Getting up early in the morning', 'Working with Mr Hughes', 'Understanding what some people say', 'Working on Sundays', 'Walking to the bakery',
   'c', 'Some older customers ''speak very fast and use local words''. Getting up early is not a problem, because she ''does not mind'' it.', 1),
  ('english_reading_comprehension', 'What do we learn about Priya?',
   'She works in a bakery.', 'She met Elena in Verona.', 'She is looking for a flat.', 'She studies with Elena.', 'She is Mr Hughes''s daughter.',
   'd', 'Priya is ''a student on her course'', which means that she and Elena attend the same course. She already had a flat with a free bedroom.', 1),
  ('english_reading_comprehension', 'What does Elena''s father want to know about?',
   'The weather in Leeds', 'Elena''s meals', 'Elena''s mistakes', 'Elena''s lessons', 'The walks in the hills',
   'a', 'The last sentence says that her father ''only wants to know about the weather''. It is her mother who asks about food.', 1)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

with passage as (
  insert into public.passages (subject, title, text) values (
    'english',
    'The Library of Things',
    'When Daniel Okoro moved into his first flat, he needed a drill to put up some shelves. He bought one for sixty pounds, used it for a quarter of an hour and then left it in a cupboard for three years. ''I realised that everyone in my street had probably done the same,'' he says. ''It seemed a ridiculous waste.''

That thought led him to open a ''library of things'' in an old chemist''s shop in Norwich. Instead of novels, members borrow tents, ladders, sewing machines and even a chocolate fountain. They pay a small yearly fee and can keep each object for up to a week.

The first months were not easy. Some objects came back dirty or broken, and Daniel nearly gave up. Then a group of retired engineers offered to repair items on Thursday evenings, free of charge. Their workshop soon became so popular that people now come to learn how to mend their own things.

Today the library has over nine hundred members. Daniel still has a full-time job in a bank and earns nothing from the project, but he says he has gained something better: he finally knows his neighbours.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'english', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('english_reading_comprehension', 'What gave Daniel the idea for the library?',
   'He had bought a tool that he hardly ever used.', 'He did not have enough money to buy a drill.', 'His neighbours had refused to lend him a drill.', 'He had lost his job and needed to earn money.', 'He wanted to sell the tools that he did not need.',
   'a', 'He used the drill for fifteen minutes and then left it in a cupboard for three years: ''That thought led him to open'' the library.', 2),
  ('english_reading_comprehension', 'What is true about borrowing objects from the library?',
   'Members pay each time they borrow something.', 'Anyone can borrow objects without paying.', 'Members must lend something in exchange.', 'Members can borrow only one object a year.', 'They must be returned within a week.',
   'e', 'Members ''can keep each object for up to a week''. What they pay is a yearly fee, not a charge for every object.', 2),
  ('english_reading_comprehension', 'How was the problem of the first months solved?',
   'Daniel paid some engineers to mend the objects.', 'Daniel asked careless members to pay a higher fee.', 'Some volunteers began to repair the objects.', 'The neighbours gave the library some new objects.', 'The library moved to a bigger shop.',
   'c', 'The retired engineers offered to repair items ''free of charge'', so they were unpaid volunteers.', 2),
  ('english_reading_comprehension', 'In the third paragraph, ''Daniel nearly gave up'' means that he ____',
   'almost gave the objects to his neighbours.', 'came close to abandoning the project.', 'decided to close the library for a while.', 'was almost ready to reopen the library.', 'refused to lend objects to some members.',
   'b', '''Give up'' means to stop doing something because it is too difficult, and ''nearly'' shows that it did not actually happen. It should not be confused with ''give away''.', 2)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;

with passage as (
  insert into public.passages (subject, title, text) values (
    'english',
    'The Return of the Night Train',
    'Twenty years ago, the European night train seemed to be dying. Low-cost airlines offered flights for less than the price of a pizza, and one railway company after another scrapped its sleeping cars. Today, however, several routes are being revived, and travellers who would once have flown are booking beds on trains instead.

Environmental concern is the explanation most often given, yet I suspect it is only part of the story. Many passengers are simply tired of queues, security checks and airports miles from anywhere. A train that leaves one city centre at ten in the evening and reaches another by breakfast saves them not only a working day but also the cost of a hotel.

That does not mean the future of these services is guaranteed. Sleeping cars are expensive to build and, whereas a seat may be sold to several passengers during a single journey, a bed normally earns just one fare a night. Unless governments reduce the fees charged for using the tracks, tickets are likely to remain beyond the reach of the students who would benefit most.

Even so, I would hate to see these trains vanish again. Falling asleep in one language and waking up in another is a pleasure no airline can offer.'
  )
  on conflict do nothing
  returning id
)
insert into public.questions
  (subject, passage_id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
select 'english', passage.id, topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty
from passage, (values
  ('english_reading_comprehension', 'What does the writer say about environmental concern?',
   'It has been exaggerated by the railway companies.', 'It is the main reason why the writer avoids flying.', 'It matters more to passengers than saving time or money.', 'It is no longer of any interest to most travellers.', 'It does not fully explain the revival of night trains.',
   'e', 'The writer suspects that it is ''only part of the story'', and goes on to mention convenience and savings as further reasons.', 3),
  ('english_reading_comprehension', 'What disadvantage of sleeping cars, compared with ordinary carriages, does the writer mention?',
   'They have to be pulled by slower and older engines.', 'Passengers complain that the beds are uncomfortable.', 'Several passengers have to share the same compartment.', 'Each place usually serves only one customer per trip.', 'They can be used on only a few railway lines in Europe.',
   'd', 'While a seat ''may be sold to several passengers during a single journey'', a bed normally ''earns just one fare a night''.', 3),
  ('english_reading_comprehension', 'In the third paragraph, tickets ''beyond the reach of the students'' are tickets that are ____',
   'too expensive for students.', 'sold only to students.', 'reserved by students in advance.', 'difficult for students to understand.', 'cheaper than students would expect.',
   'a', 'Something ''beyond your reach'' is something you cannot get or afford. Here the link with the fees charged for the tracks shows that the obstacle is the price.', 3),
  ('english_reading_comprehension', 'Which of these best describes the writer''s attitude towards night trains?',
   'Convinced that they will soon replace air travel', 'Fond of them, but aware of their difficulties', 'Doubtful that anyone really enjoys using them', 'Pleased that they have become so profitable', 'Indifferent to whether they survive or disappear',
   'b', 'The writer calls the experience ''a pleasure no airline can offer'' and would ''hate to see these trains vanish'', but also warns that their future is not guaranteed.', 3)
) as question (topic, text, option_a, option_b, option_c, option_d, option_e, correct_answer, explanation, difficulty)
on conflict do nothing;
