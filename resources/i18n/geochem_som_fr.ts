<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>GeochemSOM</name>
    <message>
        <source>Samples</source>
        <translation>Échantillons</translation>
    </message>
    <message>
        <source>Point layer with one row per sample. To use selected rows only, say so beside the layer.</source>
        <translation>Couche de points avec une ligne par échantillon. Pour n'utiliser que les lignes sélectionnées, indiquez-le à côté de la couche.</translation>
    </message>
    <message>
        <source>Sample number</source>
        <translation>Numéro d'échantillon</translation>
    </message>
    <message>
        <source>Field that names each sample and never repeats; models are joined by it. Empty: the feature number.</source>
        <translation>Champ qui nomme chaque échantillon et ne se répète jamais ; les modèles sont joints par lui. Vide : le numéro de l'entité.</translation>
    </message>
    <message>
        <source>Elements to prepare</source>
        <translation>Éléments à préparer</translation>
    </message>
    <message>
        <source>Fields of concentrations, numbers or text. A less-than sign, a negative number, 0 and words such as bdl mean below the detection limit, a greater-than sign above range, a tilde uncertain. Fields that are not chosen pass through as they are.</source>
        <translation>Champs de teneurs, nombres ou texte. Un signe inférieur, un nombre négatif, 0 et des mots comme bdl signifient sous le seuil de détection, un signe supérieur au-dessus de la plage de mesure, un tilde incertain. Les champs non choisis passent tels quels.</translation>
    </message>
    <message>
        <source>Transformation</source>
        <translation>Transformation</translation>
    </message>
    <message>
        <source>clr: centred log-ratio over the whole composition; for element concentrations, right for most. ilr: isometric log-ratio (pivot coordinates). log10: for fewer than 8 elements, of which log-ratios would remove what they have in common. none: for factor scores and other signed values.</source>
        <translation>clr : log-rapport centré sur toute la composition ; pour des teneurs en éléments, convient le plus souvent. ilr : log-rapport isométrique (coordonnées pivots). log10 : pour moins de 8 éléments, dont les log-rapports enlèveraient ce qu'ils ont en commun. none : pour des scores de facteurs et d'autres valeurs signées.</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>Mise à l'échelle</translation>
    </message>
    <message>
        <source>Makes elements of different spread count alike. standard: mean 0 and standard deviation 1. robust: by median and median absolute deviation, where a few extreme samples would set the scale. none: elements that vary more count more.</source>
        <translation>Donne le même poids à des éléments de dispersions différentes. standard : moyenne 0 et écart-type 1. robust : par la médiane et l'écart absolu médian, là où quelques échantillons extrêmes fixeraient l'échelle. none : les éléments qui varient plus comptent plus.</translation>
    </message>
    <message>
        <source>Not-analysed codes</source>
        <translation>Codes de non-analyse</translation>
    </message>
    <message>
        <source>Numbers that mean not analysed, separated by ; and read as blank.</source>
        <translation>Nombres qui signifient non analysé, séparés par ; et lus comme vides.</translation>
    </message>
    <message>
        <source>Ending of flag fields</source>
        <translation>Terminaison des champs de qualificatifs</translation>
    </message>
    <message>
        <source>For tables with a field of qualifiers beside each element: _flag finds Zr_flag beside Zr_ppm. A flag of a less-than sign means below the detection limit, greater-than above range, ~ or ! uncertain. Empty: none.</source>
        <translation>Pour les tables avec un champ de qualificatifs à côté de chaque élément : _flag trouve Zr_flag à côté de Zr_ppm. Un signe inférieur signifie sous le seuil de détection, supérieur au-dessus de la plage de mesure, ~ ou ! incertain. Vide : aucun.</translation>
    </message>
    <message>
        <source>Values below the detection limit</source>
        <translation>Valeurs sous le seuil de détection</translation>
    </message>
    <message>
        <source>half: half the limit. sqrt2: the limit divided by the square root of 2. multiplicative: 0.65 of the limit, for log-ratios; needs units in the field names. ros: from a log-normal line through the detected values (regression on order statistics). A zero counts as below the field's smallest positive value. A substitute above the 95th percentile of the detected values (of ros: a limit above it) becomes a blank.</source>
        <translation>half : la moitié du seuil. sqrt2 : le seuil divisé par la racine carrée de 2. multiplicative : 0,65 fois le seuil, pour les log-rapports ; demande des unités dans les noms des champs. ros : d'après une droite log-normale ajustée aux valeurs détectées (régression sur les statistiques d'ordre). Un zéro compte comme inférieur à la plus petite valeur positive du champ. Un substitut au-dessus du 95e centile des valeurs détectées (pour ros : un seuil au-dessus) devient vide.</translation>
    </message>
    <message>
        <source>Most values below the limit in a field (%)</source>
        <translation>Part maximale de valeurs sous le seuil dans un champ (%)</translation>
    </message>
    <message>
        <source>Fields with a larger share of values below the detection limit are left out and listed.</source>
        <translation>Les champs dont une plus grande part des valeurs est sous le seuil de détection sont écartés et listés.</translation>
    </message>
    <message>
        <source>Most blanks allowed in a field (%)</source>
        <translation>Part maximale de vides dans un champ (%)</translation>
    </message>
    <message>
        <source>Fields with a larger share of blanks are left out and listed.</source>
        <translation>Les champs avec une plus grande part de vides sont écartés et listés.</translation>
    </message>
    <message>
        <source>Most blanks allowed in a sample (%)</source>
        <translation>Part maximale de vides dans un échantillon (%)</translation>
    </message>
    <message>
        <source>Samples with a larger share of blanks in the fields that are kept are left out and listed.</source>
        <translation>Les échantillons avec une plus grande part de vides dans les champs gardés sont écartés et listés.</translation>
    </message>
    <message>
        <source>Blanks in the fields that are kept</source>
        <translation>Vides dans les champs gardés</translation>
    </message>
    <message>
        <source>median: a blank takes its field's median. knn: the median of the nearest samples in log-ratio space, scaled to the sample. Both are counted and marked. drop: the sample is left out and listed.</source>
        <translation>median : un vide prend la médiane de son champ. knn : la médiane des échantillons les plus proches dans l'espace des log-rapports, ramenée à l'échelle de l'échantillon. Les deux sont comptés et marqués. drop : l'échantillon est écarté et listé.</translation>
    </message>
    <message>
        <source>Nearest samples</source>
        <translation>Plus proches échantillons</translation>
    </message>
    <message>
        <source>How many samples fill a blank, for knn.</source>
        <translation>Nombre d'échantillons qui remplissent un vide, pour knn.</translation>
    </message>
    <message>
        <source>Draw in the tails beyond this percentile (%)</source>
        <translation>Ramener les queues au-delà de ce centile (%)</translation>
    </message>
    <message>
        <source>Transformed values beyond this percentile of a field, at either end, take the percentile. 0 leaves all as they are; 1 or 2 keeps a few extreme samples from ruling the map.</source>
        <translation>Les valeurs transformées au-delà de ce centile d'un champ, à chaque extrémité, prennent la valeur du centile. 0 laisse tout en l'état ; 1 ou 2 évite que quelques échantillons extrêmes dominent la carte.</translation>
    </message>
    <message>
        <source>Level between groups of</source>
        <translation>Niveler entre les groupes de</translation>
    </message>
    <message>
        <source>Field that names the laboratory, survey, map sheet or lithology. Each group's median and spread are brought to the survey's, on the transformed scale: do so only where the groups' ground is alike. Samples without a group are left out.</source>
        <translation>Champ qui nomme le laboratoire, la campagne, la feuille ou la lithologie. La médiane et la dispersion de chaque groupe sont ramenées à celles de toute la campagne, à l'échelle transformée : à ne faire que si le terrain des groupes est semblable. Les échantillons sans groupe sont écartés.</translation>
    </message>
    <message>
        <source>none: complete concentrations alone, which maps can transform later. log10, clr, ilr: besides them a transformed field of each element (Cu_ppm_log, Cu_ppm_clr, Cu_ppm_ilr). clr: centred log-ratio over the whole composition. ilr: isometric log-ratio (pivot coordinates), each element against those after it. Train maps on such fields with TRANSFORM none.</source>
        <translation>none : seulement des teneurs complètes, que les cartes pourront transformer plus tard. log10, clr, ilr : en plus, un champ transformé par élément (Cu_ppm_log, Cu_ppm_clr, Cu_ppm_ilr). clr : log-rapport centré sur toute la composition. ilr : log-rapport isométrique (coordonnées pivots), chaque élément par rapport à ceux qui le suivent. Entraînez les cartes sur ces champs avec TRANSFORM none.</translation>
    </message>
    <message>
        <source>Whole composition for log-ratios</source>
        <translation>Composition entière pour les log-rapports</translation>
    </message>
    <message>
        <source>Only for log-ratios (clr, ilr): all analysed elements, over which they are taken; the chosen elements are part of it. Empty: the chosen elements alone.</source>
        <translation>Seulement pour les log-rapports (clr, ilr) : tous les éléments analysés, sur lesquels ils sont pris ; les éléments choisis en font partie. Vide : les seuls éléments choisis.</translation>
    </message>
    <message>
        <source>Samples at one place</source>
        <translation>Échantillons au même endroit</translation>
    </message>
    <message>
        <source>report: all stay, with a warning. keep: all stay. average: they become one sample with mean values. first: the first stays, the others are left out and listed.</source>
        <translation>report : tous restent, avec un avertissement. keep : tous restent. average : ils deviennent un seul échantillon de valeurs moyennes. first : le premier reste, les autres sont écartés et listés.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine aléatoire</translation>
    </message>
    <message>
        <source>The same seed and input give the same result. Another one shows how far the result depends on chance.</source>
        <translation>La même graine et les mêmes données donnent le même résultat. Une autre montre combien le résultat dépend du hasard.</translation>
    </message>
    <message>
        <source>Prepared samples</source>
        <translation>Échantillons préparés</translation>
    </message>
    <message>
        <source>One point per sample that was used, with all its own fields and the results. Styled.</source>
        <translation>Un point par échantillon utilisé, avec tous ses propres champs et les résultats. Avec son style.</translation>
    </message>
    <message>
        <source>Account of the fields</source>
        <translation>Bilan des champs</translation>
    </message>
    <message>
        <source>A table of the figures behind the layers, without geometry.</source>
        <translation>Une table des chiffres derrière les couches, sans géométrie.</translation>
    </message>
    <message>
        <source>Samples left out</source>
        <translation>Échantillons écartés</translation>
    </message>
    <message>
        <source>A row per sample that was not used, with the reason.</source>
        <translation>Une ligne par échantillon non utilisé, avec la raison.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Fichiers HTML (*.html)</translation>
    </message>
    <message>
        <source>One self-contained page: what was done, figures, tables and maps.</source>
        <translation>Une seule page autonome : ce qui a été fait, figures, tableaux et cartes.</translation>
    </message>
    <message>
        <source>Samples used</source>
        <translation>Échantillons utilisés</translation>
    </message>
    <message>
        <source>Fields used</source>
        <translation>Champs utilisés</translation>
    </message>
    <message>
        <source>Fields left out</source>
        <translation>Champs écartés</translation>
    </message>
    <message>
        <source>Elements to average</source>
        <translation>Éléments à moyenner</translation>
    </message>
    <message>
        <source>Fields of concentrations. Text fields are read too, with less-than signs for values below the detection limit; a negative number is such a value.</source>
        <translation>Champs de teneurs. Les champs de texte sont lus aussi, avec un signe inférieur pour les valeurs sous le seuil de détection ; un nombre négatif est une telle valeur.</translation>
    </message>
    <message>
        <source>Cell size (m, 0 = automatic)</source>
        <translation>Taille des cellules (m, 0 = automatique)</translation>
    </message>
    <message>
        <source>Side of the square cells. 0 chooses cells that hold four samples on average. Edges lie at multiples of it, so that surveys in the same CRS in metres share a grid.</source>
        <translation>Côté des cellules carrées. 0 choisit des cellules qui contiennent quatre échantillons en moyenne. Leurs bords tombent sur des multiples de cette taille, pour que des campagnes dans le même SCR en mètres partagent une grille.</translation>
    </message>
    <message>
        <source>Polygons instead of cells</source>
        <translation>Polygones à la place des cellules</translation>
    </message>
    <message>
        <source>For example catchments. A sample belongs to the smallest polygon that contains it; the cell size is not used.</source>
        <translation>Par exemple des bassins versants. Un échantillon appartient au plus petit polygone qui le contient ; la taille des cellules n'est pas utilisée.</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>mean: what mixing the samples in the field would give. median: one high sample does not show. geometric_mean: the mean of the logarithms.</source>
        <translation>mean : ce que donnerait le mélange des échantillons sur le terrain. median : un seul échantillon élevé ne se voit pas. geometric_mean : la moyenne des logarithmes.</translation>
    </message>
    <message>
        <source>Fewest samples of a composite</source>
        <translation>Nombre minimal d'échantillons d'un composite</translation>
    </message>
    <message>
        <source>Cells or polygons with fewer samples give no composite; their samples are listed. More make composites surer and leave more ground empty.</source>
        <translation>Les cellules ou polygones avec moins d'échantillons ne donnent pas de composite ; leurs échantillons sont listés. Un plus grand nombre rend les composites plus sûrs et laisse plus de terrain vide.</translation>
    </message>
    <message>
        <source>Composites</source>
        <translation>Composites</translation>
    </message>
    <message>
        <source>Cells of the composites</source>
        <translation>Cellules des composites</translation>
    </message>
    <message>
        <source>The cells or polygons with the values of their composites.</source>
        <translation>Les cellules ou polygones avec les valeurs de leurs composites.</translation>
    </message>
    <message>
        <source>Samples and the composite of each</source>
        <translation>Échantillons et composite de chacun</translation>
    </message>
    <message>
        <source>Composites made</source>
        <translation>Composites formés</translation>
    </message>
    <message>
        <source>Elements to analyse</source>
        <translation>Éléments à analyser</translation>
    </message>
    <message>
        <source>Fields from which factors are drawn: all elements that vary and are mostly above the detection limit. Text fields are read too, with less-than signs for values below the detection limit.</source>
        <translation>Champs d'où sont tirés les facteurs : tous les éléments qui varient et sont pour la plupart au-dessus du seuil de détection. Les champs de texte sont lus aussi, avec un signe inférieur pour les valeurs sous le seuil de détection.</translation>
    </message>
    <message>
        <source>log10, the usual choice: element concentrations are skewed, logarithms much less so, and any set of elements will do. clr: centred log-ratio over the whole composition, where dilution or a dominating element would make up a factor of its own; then give all elements that were analysed. none: for values that are logarithms or log-ratios already.</source>
        <translation>log10, le choix usuel : les teneurs sont dissymétriques, les logarithmes bien moins, et tout ensemble d'éléments convient. clr : log-rapport centré sur toute la composition, là où la dilution ou un élément dominant formerait un facteur à lui seul ; donnez alors tous les éléments analysés. none : pour des valeurs qui sont déjà des logarithmes ou des log-rapports.</translation>
    </message>
    <message>
        <source>Correlations are those of standardised values whatever is chosen here. With covariances, robust divides each field by its median absolute deviation; standard would make them correlations and is not applied. Log-ratios are not scaled.</source>
        <translation>Les corrélations sont celles de valeurs standardisées quel que soit le choix ici. Avec des covariances, robust divise chaque champ par son écart absolu médian ; standard en ferait des corrélations et n'est pas appliqué. Les log-rapports ne sont pas mis à l'échelle.</translation>
    </message>
    <message>
        <source>Number of factors (0 = by rule)</source>
        <translation>Nombre de facteurs (0 = selon la règle)</translation>
    </message>
    <message>
        <source>0 lets the rule below choose. The scree plot of the report helps to choose by eye.</source>
        <translation>0 laisse choisir la règle ci-dessous. Le graphe d'éboulis du rapport aide à choisir à l'œil.</translation>
    </message>
    <message>
        <source>Rule for the number of factors</source>
        <translation>Règle pour le nombre de facteurs</translation>
    </message>
    <message>
        <source>parallel: factors whose eigenvalues exceed those of the same values shuffled (95th percentile of 200 rounds). kaiser: eigenvalues above their mean, which often keeps more.</source>
        <translation>parallel : les facteurs dont la valeur propre dépasse celle des mêmes valeurs mélangées (95e centile de 200 tirages). kaiser : les valeurs propres au-dessus de leur moyenne, ce qui en garde souvent plus.</translation>
    </message>
    <message>
        <source>Target elements</source>
        <translation>Éléments recherchés</translation>
    </message>
    <message>
        <source>What is looked for, for example copper and gold. Factors on which one of them has a loading of the threshold or more are picked: they get a positive sign for it, a mineralization probability index (GMPI), and a map in the report. Empty: none is picked.</source>
        <translation>Ce qui est recherché, par exemple le cuivre et l'or. Les facteurs où l'un d'eux a une saturation égale ou supérieure au seuil sont retenus : ils prennent un signe positif pour lui, un indice de probabilité de minéralisation (GMPI) et une carte dans le rapport. Vide : aucun n'est retenu.</translation>
    </message>
    <message>
        <source>Loading threshold</source>
        <translation>Seuil de saturation</translation>
    </message>
    <message>
        <source>From this absolute loading on a factor carries an element. 0.6 is usual; 0.5 is lenient, 0.7 strict.</source>
        <translation>À partir de cette saturation absolue, un facteur porte un élément. 0,6 est usuel ; 0,5 est large, 0,7 sévère.</translation>
    </message>
    <message>
        <source>Staged: drop weak elements and repeat</source>
        <translation>Par étapes : écarter les éléments faibles et recommencer</translation>
    </message>
    <message>
        <source>Drops the elements whose highest absolute loading is under the threshold and analyses the rest again, until none is. It sharpens the factors; the report and the table of loadings name what was dropped, and when.</source>
        <translation>Écarte les éléments dont la plus forte saturation absolue est sous le seuil et analyse le reste de nouveau, jusqu'à ce qu'il n'y en ait plus. Cela affine les facteurs ; le rapport et la table des saturations nomment ce qui a été écarté, et quand.</translation>
    </message>
    <message>
        <source>Robust against odd samples</source>
        <translation>Robuste aux échantillons singuliers</translation>
    </message>
    <message>
        <source>Lets the samples that lie closest together (minimum covariance determinant) decide what is ordinary, so that a few mineralised, contaminated or mislabelled ones do not make up a factor; they get scores all the same. It works on log-ratios of the chosen elements, which are taken whatever the transformation (none: the values are read as logarithms), and needs twice as many samples as elements.</source>
        <translation>Laisse les échantillons les plus rapprochés (déterminant minimal de covariance) décider de ce qui est ordinaire, pour que quelques échantillons minéralisés, contaminés ou mal étiquetés ne forment pas un facteur ; ils reçoivent tout de même des scores. Travaille sur les log-rapports des éléments choisis, pris quelle que soit la transformation (none : les valeurs sont lues comme des logarithmes), et demande deux fois plus d'échantillons que d'éléments.</translation>
    </message>
    <message>
        <source>Extraction</source>
        <translation>Extraction</translation>
    </message>
    <message>
        <source>principal_axis: what elements share, apart from what is each one's own. principal_components: all variance, errors included; never fails. maximum_likelihood: for normally distributed values; not for log-ratios over the chosen elements.</source>
        <translation>principal_axis : ce que les éléments partagent, sans ce qui est propre à chacun. principal_components : toute la variance, erreurs comprises ; n'échoue jamais. maximum_likelihood : pour des valeurs de loi normale ; pas pour des log-rapports sur les éléments choisis.</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>Matrice</translation>
    </message>
    <message>
        <source>correlation: all elements count alike; right for most surveys. covariance: elements that vary more count more.</source>
        <translation>correlation : tous les éléments comptent autant ; convient le plus souvent. covariance : les éléments qui varient plus comptent plus.</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Rotation</translation>
    </message>
    <message>
        <source>varimax: factors that are uncorrelated and each carry few elements. promax: they may be correlated, as rock types and alteration often are. none: as extracted, the first factor being a mixture of all.</source>
        <translation>varimax : des facteurs non corrélés, portant chacun peu d'éléments. promax : ils peuvent être corrélés, comme le sont souvent les types de roche et l'altération. none : tels qu'extraits, le premier facteur étant un mélange de tout.</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Scores</translation>
    </message>
    <message>
        <source>How much of a factor a sample has. regression: least error, shrunk towards 0. bartlett: without shrinkage, noisier.</source>
        <translation>Combien un échantillon a d'un facteur. regression : l'erreur la plus faible, resserré vers 0. bartlett : sans resserrement, plus bruité.</translation>
    </message>
    <message>
        <source>Factor scores</source>
        <translation>Scores des facteurs</translation>
    </message>
    <message>
        <source>Loadings</source>
        <translation>Saturations</translation>
    </message>
    <message>
        <source>A table without geometry.</source>
        <translation>Une table sans géométrie.</translation>
    </message>
    <message>
        <source>Table with a row per element: its loadings, communality (what the factors explain of it), uniqueness (the rest), main factor, and the stage after which it was dropped, if it was.</source>
        <translation>Table avec une ligne par élément : ses saturations, sa communauté (ce que les facteurs en expliquent), son unicité (le reste), son facteur principal, et l'étape après laquelle il a été écarté, s'il l'a été.</translation>
    </message>
    <message>
        <source>Factors</source>
        <translation>Facteurs</translation>
    </message>
    <message>
        <source>Table with a row per factor: elements carried, explained variance, why it was picked or not.</source>
        <translation>Table avec une ligne par facteur : éléments portés, variance expliquée, pourquoi il a été retenu ou non.</translation>
    </message>
    <message>
        <source>Number of factors</source>
        <translation>Nombre de facteurs</translation>
    </message>
    <message>
        <source>Kaiser-Meyer-Olkin measure of sampling adequacy</source>
        <translation>Mesure d'adéquation de l'échantillonnage de Kaiser-Meyer-Olkin</translation>
    </message>
    <message>
        <source>Variance explained by the factors (%)</source>
        <translation>Variance expliquée par les facteurs (%)</translation>
    </message>
    <message>
        <source>First learning rate</source>
        <translation>Premier taux d'apprentissage</translation>
    </message>
    <message>
        <source>SOM only: which part of the way to a sample its best-matching unit moves at the start.</source>
        <translation>SOM seulement : quelle part du chemin vers un échantillon son unité gagnante parcourt au début.</translation>
    </message>
    <message>
        <source>Last learning rate</source>
        <translation>Dernier taux d'apprentissage</translation>
    </message>
    <message>
        <source>SOM only: the same at the end. Smaller lets units settle in the middle of their samples.</source>
        <translation>SOM seulement : de même à la fin. Plus petit, il laisse les unités se poser au milieu de leurs échantillons.</translation>
    </message>
    <message>
        <source>Elements (or factor scores) to train on</source>
        <translation>Éléments (ou scores de facteurs) d'apprentissage</translation>
    </message>
    <message>
        <source>Fields that form the map: the elements that mineralization or its halo changes. Text fields are read too, with less-than signs for values below the detection limit.</source>
        <translation>Champs qui forment la carte : les éléments que la minéralisation ou son halo modifie. Les champs de texte sont lus aussi, avec un signe inférieur pour les valeurs sous le seuil de détection.</translation>
    </message>
    <message>
        <source>Rows of the map (0 = automatic)</source>
        <translation>Lignes de la carte (0 = automatique)</translation>
    </message>
    <message>
        <source>0 chooses a map of about 5 times the square root of the number of samples as number of units. More units show finer differences, but hold fewer samples each.</source>
        <translation>0 choisit une carte d'environ 5 fois la racine carrée du nombre d'échantillons comme nombre d'unités. Plus d'unités montrent des différences plus fines, mais contiennent chacune moins d'échantillons.</translation>
    </message>
    <message>
        <source>Columns of the map (0 = automatic)</source>
        <translation>Colonnes de la carte (0 = automatique)</translation>
    </message>
    <message>
        <source>Clusters (0 = automatic)</source>
        <translation>Groupes (0 = automatique)</translation>
    </message>
    <message>
        <source>Number of groups that the map's units are joined into. 0 chooses from 3 to 12, where one cluster more stops paying off; occurrences play no part in it. Many small clusters need many occurrences to be judged by; 'Select map size and number of clusters' compares.</source>
        <translation>Nombre de groupes en lesquels les unités de la carte sont réunies. 0 choisit de 3 à 12, là où un groupe de plus ne rapporte plus ; les indices connus n'y jouent aucun rôle. Beaucoup de petits groupes demandent beaucoup d'indices pour être jugés ; « Choisir la taille de la carte et le nombre de groupes » les compare.</translation>
    </message>
    <message>
        <source>Clustering of units</source>
        <translation>Regroupement des unités</translation>
    </message>
    <message>
        <source>ward joins neighbouring units only, weighted by their samples, so that a cluster is one patch of the map. kmeans joins units that are alike wherever they lie.</source>
        <translation>ward ne réunit que des unités voisines, pondérées par leurs échantillons, si bien qu'un groupe est d'un seul tenant sur la carte. kmeans réunit les unités semblables où qu'elles soient.</translation>
    </message>
    <message>
        <source>Lattice</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>rectangular: units with 4 neighbours, as in the source paper. hexagonal: with 6.</source>
        <translation>rectangular : unités à 4 voisines, comme dans l'article source. hexagonal : à 6.</translation>
    </message>
    <message>
        <source>Edges of the lattice</source>
        <translation>Bords du réseau</translation>
    </message>
    <message>
        <source>toroidal joins opposite edges, so that no unit lies at a border.</source>
        <translation>toroidal joint les bords opposés, pour qu'aucune unité ne soit en bordure.</translation>
    </message>
    <message>
        <source>Distance on the lattice</source>
        <translation>Distance sur le réseau</translation>
    </message>
    <message>
        <source>manhattan counts steps from unit to unit, as the source paper does; euclidean is the straight line.</source>
        <translation>manhattan compte les pas d'unité à unité, comme l'article source ; euclidean est la ligne droite.</translation>
    </message>
    <message>
        <source>Epochs (0 = automatic)</source>
        <translation>Époques (0 = automatique)</translation>
    </message>
    <message>
        <source>How often training goes through all samples. 0 chooses by their number. More take longer and let the neighbourhood shrink more gently.</source>
        <translation>Combien de fois l'apprentissage parcourt tous les échantillons. 0 choisit d'après leur nombre. Un plus grand nombre prend plus de temps et laisse le voisinage se resserrer plus doucement.</translation>
    </message>
    <message>
        <source>First neighbourhood temperature (0 = automatic)</source>
        <translation>Première température de voisinage (0 = automatique)</translation>
    </message>
    <message>
        <source>Reach T of the neighbourhood exp(-d²/T²) at the start, in units of the lattice: how far a sample pulls on the units around its best-matching one. 0 takes half the longer side of the map (DE-SOM published: 10).</source>
        <translation>Portée T du voisinage exp(-d²/T²) au début, en unités du réseau : jusqu'où un échantillon tire les unités autour de son unité gagnante. 0 prend la moitié du plus long côté de la carte (DE-SOM published : 10).</translation>
    </message>
    <message>
        <source>Last neighbourhood temperature (0 = automatic)</source>
        <translation>Dernière température de voisinage (0 = automatique)</translation>
    </message>
    <message>
        <source>Reach of the neighbourhood at the end. Larger keeps the map smoother and further from the samples. 0 takes 0.5 (DE-SOM: 0.55, published 0.1).</source>
        <translation>Portée du voisinage à la fin. Plus grande, elle garde la carte plus lisse et plus loin des échantillons. 0 prend 0,5 (DE-SOM : 0,55, published 0,1).</translation>
    </message>
    <message>
        <source>Initial map</source>
        <translation>Carte initiale</translation>
    </message>
    <message>
        <source>pca lays the map on the first two principal components, so that every run starts alike; sample starts at random samples.</source>
        <translation>pca pose la carte sur les deux premières composantes principales, si bien que chaque calcul part du même point ; sample part d'échantillons tirés au hasard.</translation>
    </message>
    <message>
        <source>Samples by cluster (SOM)</source>
        <translation>Échantillons par groupe (SOM)</translation>
    </message>
    <message>
        <source>Units of the map</source>
        <translation>Unités de la carte</translation>
    </message>
    <message>
        <source>A row per unit of the map: its place, samples, cluster, and what a typical sample of it holds, in the field's unit and as it was trained.</source>
        <translation>Une ligne par unité de la carte : sa place, ses échantillons, son groupe, et ce que contient un échantillon typique, dans l'unité du champ et tel qu'appris.</translation>
    </message>
    <message>
        <source>Lattice of the map</source>
        <translation>Réseau de la carte</translation>
    </message>
    <message>
        <source>The units of the map as squares or hexagons, drawn as its lattice: U-matrix, clusters, samples of each unit and every element as styles of one layer. It has a coordinate system of its own, away from the ground; zoom to the layer to see it.</source>
        <translation>Les unités de la carte en carrés ou en hexagones, dessinées comme son réseau : matrice U, groupes, échantillons de chaque unité et chaque élément comme styles d'une seule couche. Elle a son propre système de coordonnées, hors du terrain ; zoomez sur la couche pour la voir.</translation>
    </message>
    <message>
        <source>Model, to apply to other samples</source>
        <translation>Modèle, à appliquer à d'autres échantillons</translation>
    </message>
    <message>
        <source>GeochemSOM models (*.geosom)</source>
        <translation>Modèles GeochemSOM (*.geosom)</translation>
    </message>
    <message>
        <source>A .geosom file for 'Apply a model': the map, its preparation, clusters and classes, but no sample. It can be passed on and read on any computer.</source>
        <translation>Un fichier .geosom pour « Appliquer un modèle » : la carte, sa préparation, groupes et classes, mais aucun échantillon. Il peut être transmis et lu sur tout ordinateur.</translation>
    </message>
    <message>
        <source>Quantization error</source>
        <translation>Erreur de quantification</translation>
    </message>
    <message>
        <source>Topographic error</source>
        <translation>Erreur topographique</translation>
    </message>
    <message>
        <source>Number of clusters</source>
        <translation>Nombre de groupes</translation>
    </message>
    <message>
        <source>Samples by cluster (Batch SOM)</source>
        <translation>Échantillons par groupe (Batch SOM)</translation>
    </message>
    <message>
        <source>Variant of DE-SOM</source>
        <translation>Variante de DE-SOM</translation>
    </message>
    <message>
        <source>DE-SOM only. components: made for tables; a small network beside the principal components, repeatable whatever the seed. published: the method of its authors, made for images: on tables it takes minutes and differs from seed to seed.</source>
        <translation>DE-SOM seulement. components : conçue pour les tables ; un petit réseau à côté des composantes principales, répétable quelle que soit la graine. published : la méthode de ses auteurs, conçue pour des images : sur des tables elle prend des minutes et diffère d'une graine à l'autre.</translation>
    </message>
    <message>
        <source>Hidden layers</source>
        <translation>Couches cachées</translation>
    </message>
    <message>
        <source>DE-SOM only: sizes of the encoder's hidden layers, separated by commas; the decoder mirrors them. auto: 64, or 500,500,2000 as published. none: no network, a Batch SOM of the principal components.</source>
        <translation>DE-SOM seulement : tailles des couches cachées de l'encodeur, séparées par des virgules ; le décodeur en est le miroir. auto : 64, ou 500,500,2000 comme publié. none : pas de réseau, une Batch SOM des composantes principales.</translation>
    </message>
    <message>
        <source>Latent dimensions (0 = automatic)</source>
        <translation>Dimensions latentes (0 = automatique)</translation>
    </message>
    <message>
        <source>DE-SOM only: size of the latent space in which the map lies. 0 takes as many as hold 95 % of the variance, at least 10 (published: 10). 4 to 6 make the reconstruction error a better score of odd samples, but small groups may then share units.</source>
        <translation>DE-SOM seulement : taille de l'espace latent où se trouve la carte. 0 en prend autant qu'il faut pour 95 % de la variance, au moins 10 (published : 10). De 4 à 6, l'erreur de reconstruction note mieux les échantillons singuliers, mais de petits groupes peuvent alors partager des unités.</translation>
    </message>
    <message>
        <source>Weight of the map in the loss (components)</source>
        <translation>Poids de la carte dans la perte (components)</translation>
    </message>
    <message>
        <source>DE-SOM, variant components: weight of the map's share of the loss; both shares are free of scale. 0 leaves it out. Much larger ones fold the map.</source>
        <translation>DE-SOM, variante components : poids de la part de la carte dans la perte ; les deux parts sont sans échelle. 0 l'omet. De bien plus grands replient la carte.</translation>
    </message>
    <message>
        <source>Gamma (published, 0 = automatic)</source>
        <translation>Gamma (published, 0 = automatique)</translation>
    </message>
    <message>
        <source>DE-SOM, variant published: weight of the map in the loss, on the reconstruction loss summed over fields. 0 takes 0.001 times the number of fields.</source>
        <translation>DE-SOM, variante published : poids de la carte dans la perte, face à la perte de reconstruction sommée sur les champs. 0 prend 0,001 fois le nombre de champs.</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Taille des lots</translation>
    </message>
    <message>
        <source>DE-SOM only: samples per training step, at most.</source>
        <translation>DE-SOM seulement : échantillons par pas d'apprentissage, au plus.</translation>
    </message>
    <message>
        <source>Learning rate of the network</source>
        <translation>Taux d'apprentissage du réseau de neurones</translation>
    </message>
    <message>
        <source>DE-SOM only: step size of the Adam optimizer.</source>
        <translation>DE-SOM seulement : pas de l'optimiseur Adam.</translation>
    </message>
    <message>
        <source>Epochs of the autoencoder alone</source>
        <translation>Époques de l'autoencodeur seul</translation>
    </message>
    <message>
        <source>DE-SOM, variant published: epochs before the map joins in.</source>
        <translation>DE-SOM, variante published : époques avant que la carte ne s'y joigne.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Matériel de calcul</translation>
    </message>
    <message>
        <source>DE-SOM only: where the network trains. auto takes a graphics card (cuda) for large batches; only the processor (cpu) repeats to the bit.</source>
        <translation>DE-SOM seulement : où le réseau de neurones apprend. auto prend une carte graphique (cuda) pour de grands lots ; seul le processeur (cpu) se répète au bit près.</translation>
    </message>
    <message>
        <source>Samples by cluster (DE-SOM)</source>
        <translation>Échantillons par groupe (DE-SOM)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Méthode</translation>
    </message>
    <message>
        <source>The map to train. batchsom is the fastest by far; desom needs the package torch (PyTorch) and takes the longest.</source>
        <translation>La carte à entraîner. batchsom est de loin la plus rapide ; desom demande le paquet torch (PyTorch) et prend le plus de temps.</translation>
    </message>
    <message>
        <source>Map sizes to compare (rows x columns)</source>
        <translation>Tailles de carte à comparer (lignes x colonnes)</translation>
    </message>
    <message>
        <source>For example 8x8;10x10;12x12. Empty: three, with half, all and twice the units of the automatic size.</source>
        <translation>Par exemple 8x8;10x10;12x12. Vide : trois, avec la moitié, la totalité et le double des unités de la taille automatique.</translation>
    </message>
    <message>
        <source>Numbers of clusters to compare</source>
        <translation>Nombres de groupes à comparer</translation>
    </message>
    <message>
        <source>For example 3;4;6 or 3-8. They cost little: the same maps are cut at every number.</source>
        <translation>Par exemple 3;4;6 ou 3-8. Ils coûtent peu : les mêmes cartes sont coupées à chaque nombre.</translation>
    </message>
    <message>
        <source>Resamples</source>
        <translation>Rééchantillonnages</translation>
    </message>
    <message>
        <source>Each setting is trained on so many resamples of the samples, drawn with replacement: what they agree on is stable. More make the figures surer and take longer.</source>
        <translation>Chaque réglage est entraîné sur autant de rééchantillonnages des échantillons, tirés avec remise : ce sur quoi ils s'accordent est stable. Un plus grand nombre rend les chiffres plus sûrs et prend plus de temps.</translation>
    </message>
    <message>
        <source>pca lays the map on the first two principal components; sample starts at random samples. A Batch SOM starts at random samples whatever is chosen here: nothing else in it is random, and what only a fixed start agrees on is not stable.</source>
        <translation>pca pose la carte sur les deux premières composantes principales ; sample part d'échantillons tirés au hasard. Une Batch SOM part d'échantillons tirés au hasard quel que soit le choix ici : rien d'autre n'y est aléatoire, et ce sur quoi seul un départ fixe s'accorde n'est pas stable.</translation>
    </message>
    <message>
        <source>Latent dimensions to compare</source>
        <translation>Dimensions latentes à comparer</translation>
    </message>
    <message>
        <source>DE-SOM only: for example 2;3;5. Each one multiplies the time.</source>
        <translation>DE-SOM seulement : par exemple 2;3;5. Chacune multiplie le temps.</translation>
    </message>
    <message>
        <source>Weights of the map to compare</source>
        <translation>Poids de la carte à comparer</translation>
    </message>
    <message>
        <source>DE-SOM, variant published: values of gamma, for example 0.01;0.1; 0 is automatic. Each one multiplies the time.</source>
        <translation>DE-SOM, variante published : valeurs de gamma, par exemple 0.01;0.1 ; 0 est automatique. Chacune multiplie le temps.</translation>
    </message>
    <message>
        <source>Threads (0 = all cores)</source>
        <translation>Fils d'exécution (0 = tous les cœurs)</translation>
    </message>
    <message>
        <source>Maps trained at the same time. The result does not depend on it.</source>
        <translation>Cartes entraînées en même temps. Le résultat n'en dépend pas.</translation>
    </message>
    <message>
        <source>Known mineral occurrences</source>
        <translation>Indices minéralisés connus</translation>
    </message>
    <message>
        <source>Point layer of known deposits, prospects or mines of the kind you look for: they rank the map. Without it the pathfinders give the order.</source>
        <translation>Couche de points des gisements, prospects ou mines connus du genre recherché : ils classent la carte. Sans elle, les éléments traceurs donnent l'ordre.</translation>
    </message>
    <message>
        <source>Use occurrences where</source>
        <translation>N'utiliser que les indices où</translation>
    </message>
    <message>
        <source>Expression that picks the kind you look for, for example "commodity" = 'Cu'. Empty: all.</source>
        <translation>Expression qui retient le genre recherché, par exemple "commodity" = 'Cu'. Vide : tous.</translation>
    </message>
    <message>
        <source>Merge records closer than (m)</source>
        <translation>Fusionner les fiches plus proches que (m)</translation>
    </message>
    <message>
        <source>Records this near to each other count once: registers list one site several times, and each would count as a witness. 0 merges only equal positions.</source>
        <translation>Les fiches aussi proches l'une de l'autre comptent une fois : les inventaires nomment un site plusieurs fois, et chacune compterait comme un témoin. 0 ne fusionne que les positions égales.</translation>
    </message>
    <message>
        <source>Optional: the table and the report then show how well each setting finds occurrences that took no part in its ranking (held-out AUC). The recommendation does not look at it, and who chooses by it spends the p-value.</source>
        <translation>Facultatif : la table et le rapport montrent alors combien chaque réglage retrouve les indices qui n'ont pas participé à son classement (AUC hors échantillon). La recommandation n'en tient pas compte, et qui choisit d'après elle dépense la valeur p.</translation>
    </message>
    <message>
        <source>Study area</source>
        <translation>Zone d'étude</translation>
    </message>
    <message>
        <source>Ground outside does not count. Empty: the hull of the samples widened by one median spacing.</source>
        <translation>Le terrain au-dehors ne compte pas. Vide : l'enveloppe des échantillons élargie d'un espacement médian.</translation>
    </message>
    <message>
        <source>Ground each sample stands for</source>
        <translation>Terrain que représente chaque échantillon</translation>
    </message>
    <message>
        <source>voronoi: all ground that lies nearest to it; right for most surveys. cells: its square cell, for composites and samples on a grid. equal: the same share for every sample. polygons: yours, for example the catchments of stream sediments.</source>
        <translation>voronoi : tout le terrain le plus proche de lui ; convient le plus souvent. cells : sa cellule carrée, pour des composites et des échantillons en grille. equal : la même part pour chaque échantillon. polygons : les vôtres, par exemple les bassins versants de sédiments de ruisseau.</translation>
    </message>
    <message>
        <source>Cell size (m, 0 = median spacing)</source>
        <translation>Taille des cellules (m, 0 = espacement médian)</translation>
    </message>
    <message>
        <source>Side of the square cells; only where cells are the ground. 0 takes the median distance to the nearest sample.</source>
        <translation>Côté des cellules carrées ; seulement là où des cellules sont le terrain. 0 prend la distance médiane à l'échantillon le plus proche.</translation>
    </message>
    <message>
        <source>Polygons of the ground</source>
        <translation>Polygones du terrain</translation>
    </message>
    <message>
        <source>Only where polygons are the ground. Where catchments are nested, each keeps what lies upstream of it and not upstream of another.</source>
        <translation>Seulement là où des polygones sont le terrain. Si des bassins versants sont emboîtés, chacun garde ce qui est en amont de lui et pas en amont d'un autre.</translation>
    </message>
    <message>
        <source>Field of the polygons with the sample number</source>
        <translation>Champ des polygones avec le numéro d'échantillon</translation>
    </message>
    <message>
        <source>Empty: a sample stands for the smallest polygon that contains it.</source>
        <translation>Vide : un échantillon représente le plus petit polygone qui le contient.</translation>
    </message>
    <message>
        <source>Occurrences count up to this far off the ground (m)</source>
        <translation>Les indices comptent jusqu'à cette distance hors du terrain (m)</translation>
    </message>
    <message>
        <source>An occurrence off the ground falls to the nearest ground within this distance. Those farther off are left out and counted.</source>
        <translation>Un indice hors du terrain revient au terrain le plus proche dans cette distance. Ceux qui sont plus loin sont écartés et comptés.</translation>
    </message>
    <message>
        <source>Settings compared</source>
        <translation>Réglages comparés</translation>
    </message>
    <message>
        <source>A row per map size and number of clusters: stability, errors, and which is recommended.</source>
        <translation>Une ligne par taille de carte et nombre de groupes : stabilité, erreurs, et lequel est recommandé.</translation>
    </message>
    <message>
        <source>Rows of the recommended map</source>
        <translation>Lignes de la carte recommandée</translation>
    </message>
    <message>
        <source>Columns of the recommended map</source>
        <translation>Colonnes de la carte recommandée</translation>
    </message>
    <message>
        <source>Recommended number of clusters</source>
        <translation>Nombre de groupes recommandé</translation>
    </message>
    <message>
        <source>Stability of the recommendation (adjusted Rand index)</source>
        <translation>Stabilité de la recommandation (indice de Rand ajusté)</translation>
    </message>
    <message>
        <source>Output LATTICE of a training algorithm, or its table UNITS: what has the field 'unit'.</source>
        <translation>Sortie LATTICE d'un algorithme d'apprentissage, ou sa table UNITS : ce qui a le champ 'unit'.</translation>
    </message>
    <message>
        <source>Samples of the map</source>
        <translation>Échantillons de la carte</translation>
    </message>
    <message>
        <source>Output of a training algorithm, ranked or not: what has the field 'bmu'.</source>
        <translation>Sortie d'un algorithme d'apprentissage, classée ou non : ce qui a le champ 'bmu'.</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Sens</translation>
    </message>
    <message>
        <source>units_to_samples selects the samples of the selected units; samples_to_units selects the units of the selected samples.</source>
        <translation>units_to_samples sélectionne les échantillons des unités sélectionnées ; samples_to_units sélectionne les unités des échantillons sélectionnés.</translation>
    </message>
    <message>
        <source>Change the selection by</source>
        <translation>Modifier la sélection par</translation>
    </message>
    <message>
        <source>new: a selection in place of the old one. add: adding to it. within: keeping of it only what belongs. remove: taking away from it.</source>
        <translation>new : une sélection à la place de l'ancienne. add : ajout à celle-ci. within : n'en garder que ce qui convient. remove : en retirer.</translation>
    </message>
    <message>
        <source>Features selected</source>
        <translation>Entités sélectionnées</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>File that a training algorithm or 'Separate geochemical anomalies' has written. What it holds is checked before it is used, and nothing in it is run.</source>
        <translation>Fichier écrit par un algorithme d'apprentissage ou par « Séparer les anomalies géochimiques ». Ce qu'il contient est vérifié avant usage, et rien n'y est exécuté.</translation>
    </message>
    <message>
        <source>New samples</source>
        <translation>Nouveaux échantillons</translation>
    </message>
    <message>
        <source>Point layer with the fields that the model was trained on: of the same name, or of the same element in any unit that the names say (As_ppb for As_ppm).</source>
        <translation>Couche de points avec les champs sur lesquels le modèle a été entraîné : de même nom, ou du même élément dans toute unité que disent les noms (As_ppb pour As_ppm).</translation>
    </message>
    <message>
        <source>Fields of other names</source>
        <translation>Champs d'autres noms</translation>
    </message>
    <message>
        <source>The model's field, = and the field of the samples that holds it, for example Cu_ppm=copper;Au_ppb=gold. Empty: fields are found by their names. Units are converted where both names say theirs.</source>
        <translation>Le champ du modèle, = et le champ des échantillons qui le contient, par exemple Cu_ppm=copper;Au_ppb=gold. Vide : les champs sont trouvés par leurs noms. Les unités sont converties si les deux noms disent la leur.</translation>
    </message>
    <message>
        <source>Field that names the laboratory or survey of each sample, for a model that levelled them: the same names as in training. Empty: the field of that name, if there is one.</source>
        <translation>Champ qui nomme le laboratoire ou la campagne de chaque échantillon, pour un modèle qui les a nivelés : les mêmes noms qu'à l'entraînement. Vide : le champ de ce nom, s'il existe.</translation>
    </message>
    <message>
        <source>Numbers that mean not analysed, separated by ; and read as blank. Empty: those that the model was trained with.</source>
        <translation>Nombres qui signifient non analysé, séparés par ; et lus comme vides. Vide : ceux avec lesquels le modèle a été entraîné.</translation>
    </message>
    <message>
        <source>Samples, classified by the model</source>
        <translation>Échantillons, classés par le modèle</translation>
    </message>
    <message>
        <source>Samples outside the range that the model was trained on</source>
        <translation>Échantillons hors de la plage sur laquelle le modèle a été entraîné</translation>
    </message>
    <message>
        <source>Classified or scored layer</source>
        <translation>Couche classée ou notée</translation>
    </message>
    <message>
        <source>Points stand for the ground chosen below; polygons are their own ground.</source>
        <translation>Des points représentent le terrain choisi plus bas ; des polygones sont leur propre terrain.</translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>Champ de groupe</translation>
    </message>
    <message>
        <source>Groups or classes to rank. Give this or the score field; with neither, the field 'cluster' is taken.</source>
        <translation>Groupes ou classes à ordonner. Donnez ce champ ou celui de score ; sans l'un ni l'autre, le champ 'cluster' est pris.</translation>
    </message>
    <message>
        <source>Score field</source>
        <translation>Champ de score</translation>
    </message>
    <message>
        <source>A score to rank instead of clusters; higher is more anomalous.</source>
        <translation>Un score à ordonner au lieu de groupes ; plus il est haut, plus c'est anomal.</translation>
    </message>
    <message>
        <source>Class rule</source>
        <translation>Règle de classement</translation>
    </message>
    <message>
        <source>weights: what holds no more occurrences than its share of ground is background; of the rest, what lies before the crossing of the P-A plot is anomaly, what lies beyond is halo. crossing: all that lies before the crossing is anomaly, and there is no halo. natural_breaks (three classes with the least spread within), fractal (the breaks of the concentration-area curve: from the highest up anomaly, from the next up halo; without a break all is background) and thresholds cut the smoothed weight (or the score). weights suits clusters, natural_breaks units: before its crossing, a map of units has the ground of nearly every occurrence that is known already.</source>
        <translation>weights : ce qui ne contient pas plus d'indices que sa part de terrain est du fond ; du reste, ce qui précède le croisement du graphe P-A est anomalie, ce qui le suit est halo. crossing : tout ce qui précède le croisement est anomalie, et il n'y a pas de halo. natural_breaks (trois classes dont la dispersion interne est la moindre), fractal (les ruptures de la courbe concentration-aire : à partir de la plus haute anomalie, à partir de la suivante halo ; sans rupture tout est fond) et thresholds coupent le poids lissé (ou le score). weights convient aux groupes, natural_breaks aux unités : avant son croisement, une carte d'unités a le terrain de presque chaque indice déjà connu.</translation>
    </message>
    <message>
        <source>Anomaly from</source>
        <translation>Anomalie à partir de</translation>
    </message>
    <message>
        <source>For the class rule thresholds: ground with this smoothed weight (or score) or more is anomaly.</source>
        <translation>Pour la règle thresholds : le terrain avec ce poids lissé (ou ce score) ou plus est anomalie.</translation>
    </message>
    <message>
        <source>Halo from</source>
        <translation>Halo à partir de</translation>
    </message>
    <message>
        <source>For the class rule thresholds: ground with this or more that is no anomaly is halo.</source>
        <translation>Pour la règle thresholds : le terrain avec cette valeur ou plus qui n'est pas anomalie est halo.</translation>
    </message>
    <message>
        <source>Base of the weights' logarithm</source>
        <translation>Base du logarithme des poids</translation>
    </message>
    <message>
        <source>e: natural logarithm. 10: common logarithm, as in the source paper. Ranks and classes do not depend on it.</source>
        <translation>e : logarithme naturel. 10 : logarithme décimal, comme dans l'article source. Rangs et classes n'en dépendent pas.</translation>
    </message>
    <message>
        <source>Rank by</source>
        <translation>Classer par</translation>
    </message>
    <message>
        <source>units: every unit of the map by itself, its weight smoothed over the lattice; predicts better on most surveys that were tried, but below 100 occurrences its fit means nothing: judge it by the held-out crossing. clusters: groups of units, fewer and simpler; find a broad, weak link with fewer occurrences.</source>
        <translation>units : chaque unité de la carte pour elle-même, son poids lissé sur le réseau ; prédit mieux sur la plupart des campagnes essayées, mais au-dessous de 100 indices son ajustement ne veut rien dire : la juger par le croisement hors échantillon. clusters : groupes d'unités, moins nombreux et plus simples ; révèlent un lien large et faible avec moins d'indices.</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Évaluation</translation>
    </message>
    <message>
        <source>full: occurrences are held out block by block of ground and ranked by maps that never saw them (held-out crossing, 50 = chance), and the result is compared with simulated occurrences that cluster alike (p-value). held_out: without the comparison, which takes most of the time. none: the fit alone.</source>
        <translation>full : les indices sont mis de côté bloc de terrain par bloc de terrain et classés par des cartes qui ne les ont jamais vus (croisement hors échantillon, 50 = hasard), et le résultat est comparé à des indices simulés qui se groupent de même (valeur p). held_out : sans la comparaison, qui prend le plus de temps. none : l'ajustement seul.</translation>
    </message>
    <message>
        <source>Pathfinders (if there are no occurrences)</source>
        <translation>Éléments traceurs (s'il n'y a pas d'indices)</translation>
    </message>
    <message>
        <source>Elements or factors that mineralization enriches; they order the map where no occurrence is known.</source>
        <translation>Éléments ou facteurs que la minéralisation enrichit ; ils ordonnent la carte là où aucun indice n'est connu.</translation>
    </message>
    <message>
        <source>Ranked layer</source>
        <translation>Couche classée</translation>
    </message>
    <message>
        <source>The features of the input with rank, weight and class. Styled.</source>
        <translation>Les entités d'entrée avec rang, poids et classe. Avec leur style.</translation>
    </message>
    <message>
        <source>Ground, classified</source>
        <translation>Terrain, classé</translation>
    </message>
    <message>
        <source>The polygons that the samples stand for, with the same fields: the map to look at.</source>
        <translation>Les polygones que représentent les échantillons, avec les mêmes champs : la carte à regarder.</translation>
    </message>
    <message>
        <source>Table of clusters</source>
        <translation>Table des groupes</translation>
    </message>
    <message>
        <source>Occurrences used</source>
        <translation>Indices utilisés</translation>
    </message>
    <message>
        <source>Occurrences left out</source>
        <translation>Indices écartés</translation>
    </message>
    <message>
        <source>Held-out crossing (%, 50 = chance)</source>
        <translation>Croisement hors échantillon (%, 50 = hasard)</translation>
    </message>
    <message>
        <source>Held-out crossing, low end of the resampling range (%)</source>
        <translation>Croisement hors échantillon, bas de l'intervalle de rééchantillonnage (%)</translation>
    </message>
    <message>
        <source>Held-out crossing, high end of the resampling range (%)</source>
        <translation>Croisement hors échantillon, haut de l'intervalle de rééchantillonnage (%)</translation>
    </message>
    <message>
        <source>p-value of the held-out AUC against clustered patterns</source>
        <translation>Valeur p de l'AUC hors échantillon face à des semis groupés</translation>
    </message>
    <message>
        <source>Crossing of a fit to occurrences that know nothing of the map (%)</source>
        <translation>Croisement d'un ajustement à des indices qui ne savent rien de la carte (%)</translation>
    </message>
    <message>
        <source>Success rate at the crossing of the P-A plot (%)</source>
        <translation>Taux de succès au croisement du graphe P-A (%)</translation>
    </message>
    <message>
        <source>Ground at the crossing of the P-A plot (%)</source>
        <translation>Terrain au croisement du graphe P-A (%)</translation>
    </message>
    <message>
        <source>Ranked layers to combine</source>
        <translation>Couches classées à combiner</translation>
    </message>
    <message>
        <source>Two or more layers of the same samples that 'Rank by prediction-area analysis' wrote.</source>
        <translation>Deux couches ou plus des mêmes échantillons, écrites par « Classer par l'analyse prédiction-aire ».</translation>
    </message>
    <message>
        <source>Field of each layer to combine; higher is more anomalous. weight_s is the smoothed weight that the ranking writes.</source>
        <translation>Champ de chaque couche à combiner ; plus il est haut, plus c'est anomal. weight_s est le poids lissé qu'écrit le classement.</translation>
    </message>
    <message>
        <source>Field by which the layers are joined; a number never repeats within a layer.</source>
        <translation>Champ par lequel les couches sont jointes ; un numéro ne se répète jamais dans une couche.</translation>
    </message>
    <message>
        <source>Combine by</source>
        <translation>Combiner par</translation>
    </message>
    <message>
        <source>maximin: the worst score that any model gives a place; the most cautious, and the source paper's. majority: the share of models that call it anomalous. mean_rank: the mean of the models' ranks, by which one model may outvote another.</source>
        <translation>maximin : le pire score que donne un modèle à un lieu ; la règle la plus prudente, et celle de l'article source. majority : la part des modèles qui le disent anomal. mean_rank : la moyenne des rangs des modèles, où un modèle peut l'emporter sur un autre.</translation>
    </message>
    <message>
        <source>Scale of the scores</source>
        <translation>Échelle des scores</translation>
    </message>
    <message>
        <source>weight: smoothed weights as they are, which share their meaning; right for most. The others first bring each model's scores to 0 to 1, for scores that differ in kind. rank: by the share of ground that scores lower. minmax: from the least to the greatest. logistic: by an S-curve, so that extremes count less.</source>
        <translation>weight : les poids lissés tels quels, qui ont le même sens ; convient le plus souvent. Les autres ramènent d'abord les scores de chaque modèle entre 0 et 1, pour des scores de nature différente. rank : par la part de terrain de score plus bas. minmax : du plus petit au plus grand. logistic : par une courbe en S, où les extrêmes comptent moins.</translation>
    </message>
    <message>
        <source>Combined models</source>
        <translation>Modèles combinés</translation>
    </message>
    <message>
        <source>Table of classes</source>
        <translation>Table des classes</translation>
    </message>
    <message>
        <source>Classified or scored layers</source>
        <translation>Couches classées ou notées</translation>
    </message>
    <message>
        <source>Points and polygons, any number. Points stand for the ground chosen below; polygons are their own ground.</source>
        <translation>Points et polygones, en nombre quelconque. Des points représentent le terrain choisi plus bas ; des polygones sont leur propre terrain.</translation>
    </message>
    <message>
        <source>Field of the layers that holds the groups to rank; several names, separated by semicolons, where layers differ. Empty: the field 'cluster'.</source>
        <translation>Champ des couches qui contient les groupes à ordonner ; plusieurs noms, séparés par des points-virgules, si les couches diffèrent. Vide : le champ 'cluster'.</translation>
    </message>
    <message>
        <source>Scores to rank instead of clusters in the layers that have them, higher is more anomalous; several names are separated by semicolons, and each that a layer has is a model of its own.</source>
        <translation>Scores à ordonner au lieu de groupes dans les couches qui en ont, plus ils sont hauts, plus c'est anomal ; plusieurs noms sont séparés par des points-virgules, et chacun qu'une couche possède est un modèle pour lui-même.</translation>
    </message>
    <message>
        <source>Point layer; all models are judged by the same ones.</source>
        <translation>Couche de points ; tous les modèles sont jugés par les mêmes.</translation>
    </message>
    <message>
        <source>Models and their classes</source>
        <translation>Modèles et leurs classes</translation>
    </message>
    <message>
        <source>One row per model and class: ground, occurrences, normalized density, weight and class.</source>
        <translation>Une ligne par modèle et par classe : terrain, indices, densité normalisée, poids et classe.</translation>
    </message>
    <message>
        <source>One row per model</source>
        <translation>Une ligne par modèle</translation>
    </message>
    <message>
        <source>Crossing of the fit, held-out crossing with its range, p-value and AUC of each model.</source>
        <translation>Croisement de l'ajustement, croisement hors échantillon avec son intervalle, valeur p et AUC de chaque modèle.</translation>
    </message>
    <message>
        <source>Differences of every two models</source>
        <translation>Différences de tous les couples de modèles</translation>
    </message>
    <message>
        <source>How far apart two models are on the same held-out occurrences, with a range.</source>
        <translation>De combien deux modèles diffèrent sur les mêmes indices mis de côté, avec un intervalle.</translation>
    </message>
    <message>
        <source>Models compared</source>
        <translation>Modèles comparés</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Méthodes</translation>
    </message>
    <message>
        <source>Maps to train, rank and combine. desom needs the package torch (PyTorch).</source>
        <translation>Cartes à entraîner, classer et combiner. desom demande le paquet torch (PyTorch).</translation>
    </message>
    <message>
        <source>Train the maps on</source>
        <translation>Entraîner les cartes sur</translation>
    </message>
    <message>
        <source>elements: all chosen fields as they are prepared. factors: the scores of all factors drawn from them. target_factors: the scores of the factors that carry the target elements, as the source paper does.</source>
        <translation>elements : tous les champs choisis, tels que préparés. factors : les scores de tous les facteurs qui en sont tirés. target_factors : les scores des facteurs qui portent les éléments recherchés, comme l'article source.</translation>
    </message>
    <message>
        <source>Combined models (maximin)</source>
        <translation>Modèles combinés (maximin)</translation>
    </message>
    <message>
        <source>SOM, ranked</source>
        <translation>SOM, classée</translation>
    </message>
    <message>
        <source>Batch SOM, ranked</source>
        <translation>Batch SOM, classée</translation>
    </message>
    <message>
        <source>DE-SOM, ranked</source>
        <translation>DE-SOM, classée</translation>
    </message>
    <message>
        <source>Lattice of the SOM, ranked</source>
        <translation>Réseau de la SOM, classé</translation>
    </message>
    <message>
        <source>Lattice of the Batch SOM, ranked</source>
        <translation>Réseau de la Batch SOM, classé</translation>
    </message>
    <message>
        <source>Lattice of the DE-SOM, ranked</source>
        <translation>Réseau de la DE-SOM, classé</translation>
    </message>
    <message>
        <source>Model of the SOM, to apply to other samples</source>
        <translation>Modèle de la SOM, à appliquer à d'autres échantillons</translation>
    </message>
    <message>
        <source>Model of the Batch SOM, to apply to other samples</source>
        <translation>Modèle de la Batch SOM, à appliquer à d'autres échantillons</translation>
    </message>
    <message>
        <source>Model of the DE-SOM, to apply to other samples</source>
        <translation>Modèle de la DE-SOM, à appliquer à d'autres échantillons</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Cibles</translation>
    </message>
    <message>
        <source>Contiguous anomaly ground as polygons, ranked by the least score inside: area, samples, the most enriched elements, known occurrences inside.</source>
        <translation>Terrain anomal d'un seul tenant en polygones, classé par son moindre score : surface, échantillons, éléments les plus enrichis, indices connus à l'intérieur.</translation>
    </message>
    <message>
        <source>Table of clusters and classes</source>
        <translation>Table des groupes et des classes</translation>
    </message>
    <message>
        <source>Maps in the ensemble</source>
        <translation>Cartes de l'ensemble</translation>
    </message>
    <message>
        <source>Each is trained on a resample of the samples, drawn with replacement, with a seed of its own. With 25 maps shares come in steps of 4 %.</source>
        <translation>Chacune est entraînée sur un rééchantillonnage des échantillons, tiré avec remise, avec sa propre graine. Avec 25 cartes, les parts vont par pas de 4 %.</translation>
    </message>
    <message>
        <source>Samples by class and confidence</source>
        <translation>Échantillons par classe et confiance</translation>
    </message>
    <message>
        <source>Least success rate at the crossing of a map of the ensemble (%)</source>
        <translation>Plus petit taux de succès au croisement d'une carte de l'ensemble (%)</translation>
    </message>
    <message>
        <source>Greatest success rate at the crossing of a map of the ensemble (%)</source>
        <translation>Plus grand taux de succès au croisement d'une carte de l'ensemble (%)</translation>
    </message>
    <message>
        <source>Mean share of the maps that agree on a place's class</source>
        <translation>Part moyenne des cartes qui s'accordent sur la classe d'un lieu</translation>
    </message>
    <message>
        <source>Apply a model to new samples</source>
        <translation>Appliquer un modèle à de nouveaux échantillons</translation>
    </message>
    <message>
        <source>Train a map</source>
        <translation>Entraîner une carte</translation>
    </message>
    <message>
        <source>Gives new samples the unit, cluster and, where the model was ranked, the class and weight that a model's own samples got: the same preparation, the same map, the same classes, on any computer. Values beyond those that the model was trained on are named in the field 'outside'. 'dist_pct' tells how far a sample is from its unit: 50 on average for samples like the model's own, 100 for one that is farther off than any of these would be. Models come from the output MODEL of the training algorithms and of 'Separate geochemical anomalies'. No PyTorch is needed, for DE-SOM either.</source>
        <translation>Donne à de nouveaux échantillons l'unité, le groupe et, si le modèle a été classé, la classe et le poids qu'ont reçus ses propres échantillons : la même préparation, la même carte, les mêmes classes, sur tout ordinateur. Les valeurs au-delà de celles de l'entraînement sont nommées dans le champ 'outside'. 'dist_pct' dit à quelle distance de son unité est un échantillon : 50 en moyenne pour des échantillons semblables à ceux du modèle, 100 pour un qui est plus loin qu'aucun de ceux-ci ne le serait. Les modèles viennent de la sortie MODEL des algorithmes d'apprentissage et de « Séparer les anomalies géochimiques ». PyTorch n'est pas nécessaire, pour DE-SOM non plus.</translation>
    </message>
    <message>
        <source>Batch self-organizing map (Batch SOM)</source>
        <translation>Carte auto-organisatrice par lots (Batch SOM)</translation>
    </message>
    <message>
        <source>Trains a self-organizing map on all geochemical samples at once: fast, and independent of the samples' order. Each sample gets its best-matching unit and its cluster. Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation>Entraîne une carte auto-organisatrice sur tous les échantillons géochimiques à la fois : rapide, et indépendante de leur ordre. Chaque échantillon reçoit son unité gagnante et son groupe. Classez les groupes d'après les indices connus avec « Classer par l'analyse prédiction-aire ».</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>Comparer des modèles</translation>
    </message>
    <message>
        <source>Rank and combine</source>
        <translation>Classer et combiner</translation>
    </message>
    <message>
        <source>Sets any number of classified or scored layers against the same known mineral occurrences: one table, one prediction-area figure, and the difference of every two models on the same held-out occurrences, with a range. Layers may be points or polygons and need not hold the same samples. A fit (the crossing of the P-A plot) flatters every model; compare the held-out crossings, where 50 is chance. No model is named the best: who picks the best of several by these occurrences cannot judge it by them too.</source>
        <translation>Confronte un nombre quelconque de couches classées ou notées aux mêmes indices minéralisés connus : une table, une figure prédiction-aire, et la différence de tous les couples de modèles sur les mêmes indices mis de côté, avec un intervalle. Les couches peuvent être des points ou des polygones et n'ont pas à contenir les mêmes échantillons. Un ajustement (le croisement du graphe P-A) flatte tout modèle ; comparez les croisements hors échantillon, où 50 est le hasard. Aucun modèle n'est nommé le meilleur : qui choisit le meilleur de plusieurs d'après ces indices ne peut plus le juger par eux.</translation>
    </message>
    <message>
        <source>Composite samples</source>
        <translation>Composites d'échantillons</translation>
    </message>
    <message>
        <source>Prepare samples</source>
        <translation>Préparer les échantillons</translation>
    </message>
    <message>
        <source>Averages the samples of each square cell, or of each of your polygons, into one composite sample. A dense or uneven survey becomes an even one, and the chance of a single sample weighs less; what a single high sample says is diluted. Values below the detection limit are replaced for the whole survey first. A composite lies at the centre of its cell; of a polygon, at its centroid or, where that lies outside, at a point on its surface. An element that no sample of a cell has is blank there. n_below counts the values below the limit behind a composite, zeros included; censored names the elements of which half the samples or more are such.</source>
        <translation>Moyenne les échantillons de chaque cellule carrée, ou de chacun de vos polygones, en un échantillon composite. Une campagne dense ou inégale devient régulière, et le hasard d'un seul échantillon pèse moins ; ce que dit un seul échantillon élevé est dilué. Les valeurs sous le seuil de détection sont d'abord remplacées pour toute la campagne. Un composite se place au centre de sa cellule ; pour un polygone, à son centroïde ou, s'il tombe au-dehors, en un point de sa surface. Un élément qu'aucun échantillon d'une cellule n'a y est vide. n_below compte les valeurs sous le seuil derrière un composite, zéros compris ; censored nomme les éléments pour lesquels la moitié des échantillons ou plus en sont.</translation>
    </message>
    <message>
        <source>Deep embedded self-organizing map (DE-SOM)</source>
        <translation>Carte auto-organisatrice profonde (DE-SOM)</translation>
    </message>
    <message>
        <source>Trains an autoencoder and a self-organizing map of its latent space together. Each sample gets its best-matching unit, its cluster and its reconstruction error, which is high where a sample breaks the relations among elements that the others keep. In tests on labelled, synthetic and real tables its units were as good as those of Batch SOM and no better; what the network adds is a closer reconstruction, on surveys of thousands of samples above all. Needs the package torch (PyTorch). Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation>Entraîne ensemble un autoencodeur et une carte auto-organisatrice de son espace latent. Chaque échantillon reçoit son unité gagnante, son groupe et son erreur de reconstruction, élevée là où un échantillon rompt les relations entre éléments que les autres respectent. Dans des essais sur des tables étiquetées, synthétiques et réelles, ses unités valaient celles de Batch SOM, sans les surpasser ; le réseau apporte une reconstruction plus fidèle, surtout pour des campagnes de milliers d'échantillons. Demande le paquet torch (PyTorch). Classez les groupes d'après les indices connus avec « Classer par l'analyse prédiction-aire ».</translation>
    </message>
    <message>
        <source>Confidence of classes (ensemble of maps)</source>
        <translation>Confiance des classes (ensemble de cartes)</translation>
    </message>
    <message>
        <source>Whole workflow</source>
        <translation>Chaîne complète</translation>
    </message>
    <message>
        <source>Trains the same map on many resamples of the samples, ranks the units or clusters of each against known occurrences, and gives every place the share of maps that call it anomaly, halo or background. The layer shows the class that most maps give, the paler the fewer agree; a second style shows the share of anomaly. Shares tell how far the answer hangs on which samples were taken and how training went: they are no probability of ore, and figures made with the ranking occurrences are a fit, not a prediction.</source>
        <translation>Entraîne la même carte sur de nombreux rééchantillonnages des échantillons, classe les unités ou les groupes de chacune d'après les indices connus, et donne à chaque lieu la part des cartes qui le disent anomalie, halo ou fond. La couche montre la classe que donnent la plupart des cartes, d'autant plus pâle que moins s'accordent ; un second style montre la part d'anomalie. Ces parts disent combien la réponse tient au choix des échantillons et au déroulement de l'apprentissage : ce ne sont pas des probabilités de minerai, et les chiffres tirés des indices du classement sont un ajustement, pas une prédiction.</translation>
    </message>
    <message>
        <source>Factor analysis</source>
        <translation>Analyse factorielle</translation>
    </message>
    <message>
        <source>Draws factors from the elements of a sample layer: groups of elements that vary together, as rock types, alteration and mineralization make them do. Each sample gets a score on each factor; the factors that carry the target elements also a mineralization probability index, GMPI = e^F / (1 + e^F).

The values are transformed with log10 and standardised unless you choose otherwise: factors rest on correlations, which skewed concentrations distort. Principal axes, varimax and parallel analysis for the number of factors are good defaults for most surveys. Name the target elements, run, and read the report: it tells whether the elements are worth analysing (Kaiser-Meyer-Olkin), how many factors stand out, what they carry, and why factors were picked.

Train a map on the scores with TRANSFORM none, or look at them as they are: the layer has a style for every factor.</source>
        <translation>Tire des facteurs des éléments d'une couche d'échantillons : des groupes d'éléments qui varient ensemble, comme le veulent les types de roche, l'altération et la minéralisation. Chaque échantillon reçoit un score sur chaque facteur ; les facteurs qui portent les éléments recherchés aussi un indice de probabilité de minéralisation, GMPI = e^F / (1 + e^F).

Les valeurs sont transformées par log10 et standardisées sauf choix contraire : les facteurs reposent sur des corrélations, que des teneurs dissymétriques faussent. Axes principaux, varimax et analyse parallèle pour le nombre de facteurs conviennent à la plupart des campagnes. Nommez les éléments recherchés, lancez, et lisez le rapport : il dit si les éléments valent l'analyse (Kaiser-Meyer-Olkin), combien de facteurs se détachent, ce qu'ils portent, et pourquoi des facteurs ont été retenus.

Entraînez une carte sur les scores avec TRANSFORM none, ou regardez-les tels quels : la couche a un style pour chaque facteur.</translation>
    </message>
    <message>
        <source>Combine models (maximin)</source>
        <translation>Combiner des modèles (maximin)</translation>
    </message>
    <message>
        <source>Combines two or more ranked layers of the same samples: each place gets the worst score any model gives it, so what remains high is high in every model. Layers are joined by the sample number. The combination is ranked against the occurrences like every model.</source>
        <translation>Combine deux couches classées ou plus des mêmes échantillons : chaque lieu reçoit le pire score que lui donne un modèle, si bien que ce qui reste haut l'est dans tous. Les couches sont jointes par le numéro d'échantillon. La combinaison est classée d'après les indices comme chaque modèle.</translation>
    </message>
    <message>
        <source>Rank by prediction-area analysis</source>
        <translation>Classer par l'analyse prédiction-aire</translation>
    </message>
    <message>
        <source>Ranks clusters, classes or a score by how many known mineral occurrences they hold for the ground they take, and classifies the ground as anomaly, halo and background. The crossing of the prediction-area plot is a fit: random sites cross above 50 percent too. The held-out crossing tells what a map predicts: occurrences are ranked by maps that never saw them, 50 is chance. Without occurrences, pathfinder elements give the order.</source>
        <translation>Classe des groupes, des classes ou un score d'après le nombre d'indices minéralisés connus qu'ils contiennent pour le terrain qu'ils occupent, et répartit le terrain en anomalie, halo et fond. Le croisement du graphe prédiction-aire est un ajustement : des sites au hasard se croisent aussi au-dessus de 50 pour cent. Le croisement hors échantillon dit ce qu'une carte prédit : les indices sont classés par des cartes qui ne les ont jamais vus, 50 est le hasard. Sans indices, des éléments traceurs donnent l'ordre.</translation>
    </message>
    <message>
        <source>Prepare assays</source>
        <translation>Préparer les analyses</translation>
    </message>
    <message>
        <source>Reads a laboratory's table as it comes (less-than and greater-than signs, negative limits, flag fields, -9999, blanks), fills what is missing by rules you choose, and marks every number that was not measured. Fields and samples that hold too little are left out and listed. Levels groups, and transforms and scales where wished.

The layer keeps the names of the fields, so that other algorithms can go on with it. Beside Cu_ppm, a field Cu_ppm_q says of each number that was not simply measured what stands behind it: below limit, blank, above range or uncertain; a field without such numbers has none. n_below and n_blank count a sample's substitutes and filled blanks, n_replaced both, and replaced names the elements. n_averaged counts the samples behind one, same_place numbers the places that samples share. The table says what was found in each field.</source>
        <translation>Lit la table d'un laboratoire telle quelle (signes inférieur et supérieur, seuils négatifs, champs de qualificatifs, -9999, vides), remplit ce qui manque selon les règles que vous choisissez, et marque chaque nombre qui n'a pas été mesuré. Les champs et échantillons qui contiennent trop peu sont écartés et listés. Nivelle des groupes, transforme et met à l'échelle si on le souhaite.

La couche garde les noms des champs, pour que d'autres algorithmes puissent continuer avec elle. À côté de Cu_ppm, un champ Cu_ppm_q dit de chaque nombre qui n'a pas été simplement mesuré ce qu'il y a derrière : sous le seuil, vide, au-dessus de la plage ou incertain ; un champ sans de tels nombres n'en a pas. n_below et n_blank comptent les substituts et les vides remplis d'un échantillon, n_replaced les deux, et replaced nomme les éléments. n_averaged compte les échantillons derrière un seul, same_place numérote les lieux que des échantillons partagent. La table dit ce qui a été trouvé dans chaque champ.</translation>
    </message>
    <message>
        <source>Select by unit of the map</source>
        <translation>Sélectionner par unité de la carte</translation>
    </message>
    <message>
        <source>Selects the samples of the units that are selected on the lattice of a map, or the units of the samples that are selected. Units and samples are joined by the unit's number and, where both layers have the field 'method', by the method. The lattice also has a layer action that selects the samples of a unit with one click.</source>
        <translation>Sélectionne les échantillons des unités sélectionnées sur le réseau d'une carte, ou les unités des échantillons sélectionnés. Unités et échantillons sont joints par le numéro de l'unité et, si les deux couches ont le champ 'method', par la méthode. Le réseau a aussi une action de couche qui sélectionne d'un clic les échantillons d'une unité.</translation>
    </message>
    <message>
        <source>Select map size and number of clusters</source>
        <translation>Choisir la taille de la carte et le nombre de groupes</translation>
    </message>
    <message>
        <source>Trains a map of every size on resamples of the samples, cuts it at every number of clusters, and recommends the setting with the most clusters that resamples still agree on. A table and a report show stability (adjusted Rand index between resamples), quantization and topographic error of all. The recommendation never looks at occurrences: who chooses a setting by them cannot test it with them any more.

Enter the recommended rows, columns and clusters in the map's own dialog, or in 'Separate geochemical anomalies'.</source>
        <translation>Entraîne une carte de chaque taille sur des rééchantillonnages des échantillons, la coupe à chaque nombre de groupes, et recommande le réglage avec le plus de groupes sur lequel les rééchantillonnages s'accordent encore. Une table et un rapport montrent la stabilité (indice de Rand ajusté entre rééchantillonnages), les erreurs de quantification et topographique de tous. La recommandation ne regarde jamais les indices : qui choisit un réglage d'après eux ne peut plus l'éprouver avec eux.

Entrez les lignes, colonnes et groupes recommandés dans le dialogue de la carte, ou dans « Séparer les anomalies géochimiques ».</translation>
    </message>
    <message>
        <source>Separate geochemical anomalies</source>
        <translation>Séparer les anomalies géochimiques</translation>
    </message>
    <message>
        <source>Trains self-organizing maps of geochemical samples (SOM, Batch SOM, DE-SOM), ranks their units or clusters against known mineral occurrences, maps anomaly, halo and background, and combines the models by maximin. Targets are the contiguous anomalies of the combination. Occurrences are held out to see what the maps predict (held-out crossing, 50 = chance); figures made with the ranking occurrences are a fit.

Fill in the samples, the elements and the occurrences; the rest has defaults. Point at a label for its help.</source>
        <translation>Entraîne des cartes auto-organisatrices d'échantillons géochimiques (SOM, Batch SOM, DE-SOM), classe leurs unités ou leurs groupes d'après les indices minéralisés connus, cartographie anomalie, halo et fond, et combine les modèles par maximin. Les cibles sont les anomalies d'un seul tenant de la combinaison. Des indices sont mis de côté pour voir ce que les cartes prédisent (croisement hors échantillon, 50 = hasard) ; les chiffres tirés des indices du classement sont un ajustement.

Remplissez les échantillons, les éléments et les indices ; le reste a des valeurs par défaut. Pointez sur un libellé pour son aide.</translation>
    </message>
    <message>
        <source>Self-organizing map (SOM)</source>
        <translation>Carte auto-organisatrice (SOM)</translation>
    </message>
    <message>
        <source>Trains a Kohonen self-organizing map on geochemical samples, one sample at a time, and joins its units into clusters. Each sample gets its best-matching unit and its cluster. Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation>Entraîne une carte auto-organisatrice de Kohonen sur des échantillons géochimiques, un échantillon à la fois, et réunit ses unités en groupes. Chaque échantillon reçoit son unité gagnante et son groupe. Classez les groupes d'après les indices connus avec « Classer par l'analyse prédiction-aire ».</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Échantillon</translation>
    </message>
    <message>
        <source>Best-matching unit (from 0, row by row)</source>
        <translation>Unité gagnante (à partir de 0, ligne par ligne)</translation>
    </message>
    <message>
        <source>Row of the best-matching unit</source>
        <translation>Ligne de l'unité gagnante</translation>
    </message>
    <message>
        <source>Column of the best-matching unit</source>
        <translation>Colonne de l'unité gagnante</translation>
    </message>
    <message>
        <source>Distance to the best-matching unit</source>
        <translation>Distance à l'unité gagnante</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>Groupe</translation>
    </message>
    <message>
        <source>Reconstruction error</source>
        <translation>Erreur de reconstruction</translation>
    </message>
    <message>
        <source>Fields outside the range that the model was trained on</source>
        <translation>Champs hors de la plage sur laquelle le modèle a été entraîné</translation>
    </message>
    <message>
        <source>Percent of the model's samples that would lie nearer to their unit if new</source>
        <translation>Pour cent des échantillons du modèle qui seraient plus près de leur unité s'ils étaient nouveaux</translation>
    </message>
    <message>
        <source>Normalized density</source>
        <translation>Densité normalisée</translation>
    </message>
    <message>
        <source>Weight (log of normalized density)</source>
        <translation>Poids (log de la densité normalisée)</translation>
    </message>
    <message>
        <source>Smoothed weight</source>
        <translation>Poids lissé</translation>
    </message>
    <message>
        <source>Mean pathfinder score of the cluster or unit</source>
        <translation>Score moyen des traceurs du groupe ou de l'unité</translation>
    </message>
    <message>
        <source>Class number (3 anomaly, 2 halo, 1 background)</source>
        <translation>Numéro de classe (3 anomalie, 2 halo, 1 fond)</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <source>Maximin score (least score of the models)</source>
        <translation>Score maximin (plus petit score des modèles)</translation>
    </message>
    <message>
        <source>Model that gives the least score</source>
        <translation>Modèle qui donne le plus petit score</translation>
    </message>
    <message>
        <source>Spread of the models' scores</source>
        <translation>Étendue des scores des modèles</translation>
    </message>
    <message>
        <source>Models that call the place anomalous</source>
        <translation>Modèles qui disent le lieu anomal</translation>
    </message>
    <message>
        <source>Share of the models that call the place anomalous</source>
        <translation>Part des modèles qui disent le lieu anomal</translation>
    </message>
    <message>
        <source>Mean of the models' ranks</source>
        <translation>Moyenne des rangs des modèles</translation>
    </message>
    <message>
        <source>Share of the models that agree on anomaly or not</source>
        <translation>Part des modèles d'accord sur anomalie ou non</translation>
    </message>
    <message>
        <source>Success rate, low end (95 %)</source>
        <translation>Taux de succès, borne basse (95 %)</translation>
    </message>
    <message>
        <source>Success rate, high end (95 %)</source>
        <translation>Taux de succès, borne haute (95 %)</translation>
    </message>
    <message>
        <source>Exact p-value of the rate</source>
        <translation>Valeur p exacte du taux</translation>
    </message>
    <message>
        <source>p-value, corrected for the number of clusters (Holm)</source>
        <translation>Valeur p, corrigée du nombre de groupes (Holm)</translation>
    </message>
    <message>
        <source>Weight of evidence W+</source>
        <translation>Poids de preuve W+</translation>
    </message>
    <message>
        <source>Weight of evidence W-</source>
        <translation>Poids de preuve W-</translation>
    </message>
    <message>
        <source>Contrast of the weights of evidence</source>
        <translation>Contraste des poids de preuve</translation>
    </message>
    <message>
        <source>Studentized contrast</source>
        <translation>Contraste studentisé</translation>
    </message>
    <message>
        <source>Blanks that were filled</source>
        <translation>Vides remplis</translation>
    </message>
    <message>
        <source>Numbers that were not measured</source>
        <translation>Nombres non mesurés</translation>
    </message>
    <message>
        <source>Fields whose number was not measured</source>
        <translation>Champs dont le nombre n'a pas été mesuré</translation>
    </message>
    <message>
        <source>Samples averaged</source>
        <translation>Échantillons moyennés</translation>
    </message>
    <message>
        <source>Place shared with other samples</source>
        <translation>Lieu partagé avec d'autres échantillons</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Champ</translation>
    </message>
    <message>
        <source>Analyte</source>
        <translation>Analyte</translation>
    </message>
    <message>
        <source>Element</source>
        <translation>Élément</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unité</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Rows with a value or a limit</source>
        <translation>Lignes avec une valeur ou un seuil</translation>
    </message>
    <message>
        <source>Blank</source>
        <translation>Vide</translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation>Non analysé</translation>
    </message>
    <message>
        <source>Below the detection limit</source>
        <translation>Sous le seuil de détection</translation>
    </message>
    <message>
        <source>Zero</source>
        <translation>Zéro</translation>
    </message>
    <message>
        <source>Above range</source>
        <translation>Au-dessus de la plage</translation>
    </message>
    <message>
        <source>Marked as uncertain</source>
        <translation>Marqué incertain</translation>
    </message>
    <message>
        <source>Detection limits</source>
        <translation>Seuils de détection</translation>
    </message>
    <message>
        <source>Below the limit (%)</source>
        <translation>Sous le seuil (%)</translation>
    </message>
    <message>
        <source>Blank (%)</source>
        <translation>Vide (%)</translation>
    </message>
    <message>
        <source>Smallest value where it repeats</source>
        <translation>Plus petite valeur, si elle se répète</translation>
    </message>
    <message>
        <source>How often it repeats</source>
        <translation>Combien de fois elle se répète</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rôle</translation>
    </message>
    <message>
        <source>Made blank for a high limit</source>
        <translation>Rendu vide pour un seuil élevé</translation>
    </message>
    <message>
        <source>Blanks filled</source>
        <translation>Vides remplis</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Utilisé</translation>
    </message>
    <message>
        <source>Elements below the limit in half of the samples or more</source>
        <translation>Éléments sous le seuil dans la moitié des échantillons ou plus</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>Composite</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Raison</translation>
    </message>
    <message>
        <source>Ground (km²)</source>
        <translation>Terrain (km²)</translation>
    </message>
    <message>
        <source>Ground (%)</source>
        <translation>Terrain (%)</translation>
    </message>
    <message>
        <source>Known occurrences</source>
        <translation>Indices connus</translation>
    </message>
    <message>
        <source>Success rate on the known occurrences (%)</source>
        <translation>Taux de succès sur les indices connus (%)</translation>
    </message>
    <message>
        <source>Rank of the target</source>
        <translation>Rang de la cible</translation>
    </message>
    <message>
        <source>Least score inside</source>
        <translation>Plus petit score à l'intérieur</translation>
    </message>
    <message>
        <source>Mean score inside</source>
        <translation>Score moyen à l'intérieur</translation>
    </message>
    <message>
        <source>Most enriched elements</source>
        <translation>Éléments les plus enrichis</translation>
    </message>
    <message>
        <source>Known occurrences inside</source>
        <translation>Indices connus à l'intérieur</translation>
    </message>
    <message>
        <source>Unit (from 0, row by row)</source>
        <translation>Unité (à partir de 0, ligne par ligne)</translation>
    </message>
    <message>
        <source>Row of the unit</source>
        <translation>Ligne de l'unité</translation>
    </message>
    <message>
        <source>Column of the unit</source>
        <translation>Colonne de l'unité</translation>
    </message>
    <message>
        <source>Samples of the unit</source>
        <translation>Échantillons de l'unité</translation>
    </message>
    <message>
        <source>Mean distance to neighbouring units (U-matrix)</source>
        <translation>Distance moyenne aux unités voisines (matrice U)</translation>
    </message>
    <message>
        <source>Samples that share the ground</source>
        <translation>Échantillons qui partagent le terrain</translation>
    </message>
    <message>
        <source>Communality</source>
        <translation>Communauté</translation>
    </message>
    <message>
        <source>Uniqueness</source>
        <translation>Unicité</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Facteur</translation>
    </message>
    <message>
        <source>Highest loading</source>
        <translation>Plus forte saturation</translation>
    </message>
    <message>
        <source>Dropped after stage</source>
        <translation>Écarté après l'étape</translation>
    </message>
    <message>
        <source>Elements carried</source>
        <translation>Éléments portés</translation>
    </message>
    <message>
        <source>Explained variance (%)</source>
        <translation>Variance expliquée (%)</translation>
    </message>
    <message>
        <source>Explained variance up to here (%)</source>
        <translation>Variance expliquée jusqu'ici (%)</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Colonnes</translation>
    </message>
    <message>
        <source>Latent dimensions (DE-SOM)</source>
        <translation>Dimensions latentes (DE-SOM)</translation>
    </message>
    <message>
        <source>Weight of the map in the loss (DE-SOM, 0 automatic)</source>
        <translation>Poids de la carte dans la perte (DE-SOM, 0 automatique)</translation>
    </message>
    <message>
        <source>Quantization error, standard deviation of resamples</source>
        <translation>Erreur de quantification, écart-type des rééchantillonnages</translation>
    </message>
    <message>
        <source>Quantization error over the spread of the samples</source>
        <translation>Erreur de quantification sur la dispersion des échantillons</translation>
    </message>
    <message>
        <source>Topographic error, standard deviation of resamples</source>
        <translation>Erreur topographique, écart-type des rééchantillonnages</translation>
    </message>
    <message>
        <source>Stability (adjusted Rand index of resamples)</source>
        <translation>Stabilité (indice de Rand ajusté des rééchantillonnages)</translation>
    </message>
    <message>
        <source>Stability, standard error</source>
        <translation>Stabilité, erreur-type</translation>
    </message>
    <message>
        <source>Held-out AUC (0.5 is chance)</source>
        <translation>AUC hors échantillon (0,5 est le hasard)</translation>
    </message>
    <message>
        <source>Held-out AUC, standard deviation of resamples</source>
        <translation>AUC hors échantillon, écart-type des rééchantillonnages</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>Recommandé</translation>
    </message>
    <message>
        <source>Share of maps that say anomaly</source>
        <translation>Part des cartes qui disent anomalie</translation>
    </message>
    <message>
        <source>Share of maps that say halo</source>
        <translation>Part des cartes qui disent halo</translation>
    </message>
    <message>
        <source>Share of maps that say background</source>
        <translation>Part des cartes qui disent fond</translation>
    </message>
    <message>
        <source>Entropy of the shares (0 all agree, 1 anything goes)</source>
        <translation>Entropie des parts (0 toutes d'accord, 1 tout est possible)</translation>
    </message>
    <message>
        <source>Share of maps that agree on the class</source>
        <translation>Part des cartes d'accord sur la classe</translation>
    </message>
    <message>
        <source>Mean smoothed weight of the maps</source>
        <translation>Poids lissé moyen des cartes</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Couche</translation>
    </message>
    <message>
        <source>Occurrences off its ground</source>
        <translation>Indices hors de son terrain</translation>
    </message>
    <message>
        <source>Blocks of ground that hold occurrences</source>
        <translation>Blocs de terrain qui contiennent des indices</translation>
    </message>
    <message>
        <source>Crossing of the P-A curves (fit, %)</source>
        <translation>Croisement des courbes P-A (ajustement, %)</translation>
    </message>
    <message>
        <source>Ground at the crossing (%)</source>
        <translation>Terrain au croisement (%)</translation>
    </message>
    <message>
        <source>Crossing of a fit without signal (%)</source>
        <translation>Croisement d'un ajustement sans signal (%)</translation>
    </message>
    <message>
        <source>Held-out crossing (%, 50 is chance)</source>
        <translation>Croisement hors échantillon (%, 50 est le hasard)</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
    <message>
        <source>Other method</source>
        <translation>Autre méthode</translation>
    </message>
    <message>
        <source>Occurrences that both models score</source>
        <translation>Indices que les deux modèles notent</translation>
    </message>
    <message>
        <source>Occurrences that only one of the two scores</source>
        <translation>Indices que l'un des deux seulement note</translation>
    </message>
    <message>
        <source>Held-out crossing of the other (%)</source>
        <translation>Croisement hors échantillon de l'autre (%)</translation>
    </message>
    <message>
        <source>Difference of the held-out crossings (points)</source>
        <translation>Différence des croisements hors échantillon (points)</translation>
    </message>
    <message>
        <source>Difference, low end of the resampling range</source>
        <translation>Différence, bas de l'intervalle de rééchantillonnage</translation>
    </message>
    <message>
        <source>Difference, high end of the resampling range</source>
        <translation>Différence, haut de l'intervalle de rééchantillonnage</translation>
    </message>
    <message>
        <source>Share of resamples in which the first crosses higher</source>
        <translation>Part des rééchantillonnages où le premier se croise plus haut</translation>
    </message>
    <message>
        <source>Held-out AUC of the other</source>
        <translation>AUC hors échantillon de l'autre</translation>
    </message>
    <message>
        <source>Difference of the held-out AUCs</source>
        <translation>Différence des AUC hors échantillon</translation>
    </message>
    <message>
        <source>Difference of the AUCs, low end</source>
        <translation>Différence des AUC, borne basse</translation>
    </message>
    <message>
        <source>Difference of the AUCs, high end</source>
        <translation>Différence des AUC, borne haute</translation>
    </message>
    <message>
        <source>Share of resamples in which the first has the higher AUC</source>
        <translation>Part des rééchantillonnages où le premier a la plus grande AUC</translation>
    </message>
    <message>
        <source>Picked for the target elements (1 yes, 0 no)</source>
        <translation>Retenu pour les éléments recherchés (1 oui, 0 non)</translation>
    </message>
    <message>
        <source>Factor {0}</source>
        <translation>Facteur {0}</translation>
    </message>
    <message>
        <source>Mineralization probability index (GMPI) of {0}</source>
        <translation>Indice de probabilité de minéralisation (GMPI) de {0}</translation>
    </message>
    <message>
        <source>Score of {0}</source>
        <translation>Score de {0}</translation>
    </message>
    <message>
        <source>Class number of {0}</source>
        <translation>Numéro de classe de {0}</translation>
    </message>
    <message>
        <source>Group of each sample, where the model levelled</source>
        <translation type="vanished">Groupe de chaque échantillon, si le modèle a nivelé</translation>
    </message>
    <message>
        <source>Score fields</source>
        <translation type="vanished">Champs de score</translation>
    </message>
</context>
</TS>
