<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fa" sourcelanguage="en">
<context>
    <name>GeochemSOM</name>
    <message>
        <source>Samples</source>
        <translation>نمونه‌ها</translation>
    </message>
    <message>
        <source>Point layer with one row per sample. To use selected rows only, say so beside the layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample number</source>
        <translation>شماره نمونه</translation>
    </message>
    <message>
        <source>Field that names each sample and never repeats; models are joined by it. Empty: the feature number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elements to prepare</source>
        <translation>عناصر برای آماده‌سازی</translation>
    </message>
    <message>
        <source>Fields of concentrations, numbers or text. A less-than sign, a negative number, 0 and words such as bdl mean below the detection limit, a greater-than sign above range, a tilde uncertain. Fields that are not chosen pass through as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformation</source>
        <translation>تبدیل</translation>
    </message>
    <message>
        <source>clr: centred log-ratio over the whole composition; for element concentrations, right for most. ilr: isometric log-ratio (pivot coordinates). log10: for fewer than 8 elements, of which log-ratios would remove what they have in common. none: for factor scores and other signed values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>مقیاس‌بندی</translation>
    </message>
    <message>
        <source>Makes elements of different spread count alike. standard: mean 0 and standard deviation 1. robust: by median and median absolute deviation, where a few extreme samples would set the scale. none: elements that vary more count more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not-analysed codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that mean not analysed, separated by ; and read as blank.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ending of flag fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For tables with a field of qualifiers beside each element: _flag finds Zr_flag beside Zr_ppm. A flag of a less-than sign means below the detection limit, greater-than above range, ~ or ! uncertain. Empty: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values below the detection limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half: half the limit. sqrt2: the limit divided by the square root of 2. multiplicative: 0.65 of the limit, for log-ratios; needs units in the field names. ros: from a log-normal line through the detected values (regression on order statistics). A zero counts as below the field's smallest positive value. A substitute above the 95th percentile of the detected values (of ros: a limit above it) becomes a blank.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most values below the limit in a field (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields with a larger share of values below the detection limit are left out and listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most blanks allowed in a field (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields with a larger share of blanks are left out and listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most blanks allowed in a sample (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples with a larger share of blanks in the fields that are kept are left out and listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blanks in the fields that are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median: a blank takes its field's median. knn: the median of the nearest samples in log-ratio space, scaled to the sample. Both are counted and marked. drop: the sample is left out and listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many samples fill a blank, for knn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw in the tails beyond this percentile (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformed values beyond this percentile of a field, at either end, take the percentile. 0 leaves all as they are; 1 or 2 keeps a few extreme samples from ruling the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level between groups of</source>
        <translation>هم‌ترازی بین گروه‌های</translation>
    </message>
    <message>
        <source>Field that names the laboratory, survey, map sheet or lithology. Each group's median and spread are brought to the survey's, on the transformed scale: do so only where the groups' ground is alike. Samples without a group are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: complete concentrations alone, which maps can transform later. log10, clr, ilr: besides them a transformed field of each element (Cu_ppm_log, Cu_ppm_clr, Cu_ppm_ilr). clr: centred log-ratio over the whole composition. ilr: isometric log-ratio (pivot coordinates), each element against those after it. Train maps on such fields with TRANSFORM none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole composition for log-ratios</source>
        <translation>ترکیب کامل برای نسبت‌های لگاریتمی</translation>
    </message>
    <message>
        <source>Only for log-ratios (clr, ilr): all analysed elements, over which they are taken; the chosen elements are part of it. Empty: the chosen elements alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples at one place</source>
        <translation>نمونه‌های یک مکان</translation>
    </message>
    <message>
        <source>report: all stay, with a warning. keep: all stay. average: they become one sample with mean values. first: the first stays, the others are left out and listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>بذر تصادفی</translation>
    </message>
    <message>
        <source>The same seed and input give the same result. Another one shows how far the result depends on chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepared samples</source>
        <translation>نمونه‌های آماده‌شده</translation>
    </message>
    <message>
        <source>One point per sample that was used, with all its own fields and the results. Styled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account of the fields</source>
        <translation>فهرست وضعیت فیلدها</translation>
    </message>
    <message>
        <source>A table of the figures behind the layers, without geometry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples left out</source>
        <translation>نمونه‌های کنارگذاشته</translation>
    </message>
    <message>
        <source>A row per sample that was not used, with the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation>گزارش</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>فایل‌های HTML (*.html)</translation>
    </message>
    <message>
        <source>One self-contained page: what was done, figures, tables and maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples used</source>
        <translation>نمونه‌های استفاده‌شده</translation>
    </message>
    <message>
        <source>Fields used</source>
        <translation>فیلدهای استفاده‌شده</translation>
    </message>
    <message>
        <source>Fields left out</source>
        <translation>فیلدهای کنارگذاشته</translation>
    </message>
    <message>
        <source>Elements to average</source>
        <translation>عناصر برای میانگین‌گیری</translation>
    </message>
    <message>
        <source>Fields of concentrations. Text fields are read too, with less-than signs for values below the detection limit; a negative number is such a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cell size (m, 0 = automatic)</source>
        <translation>اندازه سلول (متر، 0 = خودکار)</translation>
    </message>
    <message>
        <source>Side of the square cells. 0 chooses cells that hold four samples on average. Edges lie at multiples of it, so that surveys in the same CRS in metres share a grid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons instead of cells</source>
        <translation>چندضلعی به جای سلول</translation>
    </message>
    <message>
        <source>For example catchments. A sample belongs to the smallest polygon that contains it; the cell size is not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average</source>
        <translation>میانگین</translation>
    </message>
    <message>
        <source>mean: what mixing the samples in the field would give. median: one high sample does not show. geometric_mean: the mean of the logarithms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest samples of a composite</source>
        <translation>کمترین تعداد نمونه در هر نمونه مرکب</translation>
    </message>
    <message>
        <source>Cells or polygons with fewer samples give no composite; their samples are listed. More make composites surer and leave more ground empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composites</source>
        <translation>نمونه‌های مرکب</translation>
    </message>
    <message>
        <source>Cells of the composites</source>
        <translation>سلول‌های نمونه‌های مرکب</translation>
    </message>
    <message>
        <source>The cells or polygons with the values of their composites.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples and the composite of each</source>
        <translation>نمونه‌ها و نمونه مرکب هر یک</translation>
    </message>
    <message>
        <source>Composites made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elements to analyse</source>
        <translation>عناصر برای تحلیل</translation>
    </message>
    <message>
        <source>Fields from which factors are drawn: all elements that vary and are mostly above the detection limit. Text fields are read too, with less-than signs for values below the detection limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log10, the usual choice: element concentrations are skewed, logarithms much less so, and any set of elements will do. clr: centred log-ratio over the whole composition, where dilution or a dominating element would make up a factor of its own; then give all elements that were analysed. none: for values that are logarithms or log-ratios already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correlations are those of standardised values whatever is chosen here. With covariances, robust divides each field by its median absolute deviation; standard would make them correlations and is not applied. Log-ratios are not scaled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of factors (0 = by rule)</source>
        <translation>تعداد عامل‌ها (0 = طبق قاعده)</translation>
    </message>
    <message>
        <source>0 lets the rule below choose. The scree plot of the report helps to choose by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule for the number of factors</source>
        <translation>قاعده تعداد عامل‌ها</translation>
    </message>
    <message>
        <source>parallel: factors whose eigenvalues exceed those of the same values shuffled (95th percentile of 200 rounds). kaiser: eigenvalues above their mean, which often keeps more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target elements</source>
        <translation>عناصر هدف</translation>
    </message>
    <message>
        <source>What is looked for, for example copper and gold. Factors on which one of them has a loading of the threshold or more are picked: they get a positive sign for it, a mineralization probability index (GMPI), and a map in the report. Empty: none is picked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading threshold</source>
        <translation>آستانه بار عاملی</translation>
    </message>
    <message>
        <source>From this absolute loading on a factor carries an element. 0.6 is usual; 0.5 is lenient, 0.7 strict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staged: drop weak elements and repeat</source>
        <translation>مرحله‌ای: حذف عناصر ضعیف و تکرار</translation>
    </message>
    <message>
        <source>Drops the elements whose highest absolute loading is under the threshold and analyses the rest again, until none is. It sharpens the factors; the report and the table of loadings name what was dropped, and when.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robust against odd samples</source>
        <translation>مقاوم در برابر نمونه‌های نامتعارف</translation>
    </message>
    <message>
        <source>Lets the samples that lie closest together (minimum covariance determinant) decide what is ordinary, so that a few mineralised, contaminated or mislabelled ones do not make up a factor; they get scores all the same. It works on log-ratios of the chosen elements, which are taken whatever the transformation (none: the values are read as logarithms), and needs twice as many samples as elements.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extraction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>principal_axis: what elements share, apart from what is each one's own. principal_components: all variance, errors included; never fails. maximum_likelihood: for normally distributed values; not for log-ratios over the chosen elements.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correlation: all elements count alike; right for most surveys. covariance: elements that vary more count more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>varimax: factors that are uncorrelated and each carry few elements. promax: they may be correlated, as rock types and alteration often are. none: as extracted, the first factor being a mixture of all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of a factor a sample has. regression: least error, shrunk towards 0. bartlett: without shrinkage, noisier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor scores</source>
        <translation>امتیازهای عاملی</translation>
    </message>
    <message>
        <source>Loadings</source>
        <translation>بارهای عاملی</translation>
    </message>
    <message>
        <source>A table without geometry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with a row per element: its loadings, communality (what the factors explain of it), uniqueness (the rest), main factor, and the stage after which it was dropped, if it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factors</source>
        <translation>عامل‌ها</translation>
    </message>
    <message>
        <source>Table with a row per factor: elements carried, explained variance, why it was picked or not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of factors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kaiser-Meyer-Olkin measure of sampling adequacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance explained by the factors (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SOM only: which part of the way to a sample its best-matching unit moves at the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SOM only: the same at the end. Smaller lets units settle in the middle of their samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elements (or factor scores) to train on</source>
        <translation>عناصر (یا امتیازهای عاملی) برای آموزش</translation>
    </message>
    <message>
        <source>Fields that form the map: the elements that mineralization or its halo changes. Text fields are read too, with less-than signs for values below the detection limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of the map (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 chooses a map of about 5 times the square root of the number of samples as number of units. More units show finer differences, but hold fewer samples each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the map (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters (0 = automatic)</source>
        <translation>خوشه‌ها (0 = خودکار)</translation>
    </message>
    <message>
        <source>Number of groups that the map's units are joined into. 0 chooses from 3 to 12, where one cluster more stops paying off; occurrences play no part in it. Many small clusters need many occurrences to be judged by; 'Select map size and number of clusters' compares.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clustering of units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ward joins neighbouring units only, weighted by their samples, so that a cluster is one patch of the map. kmeans joins units that are alike wherever they lie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lattice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rectangular: units with 4 neighbours, as in the source paper. hexagonal: with 6.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges of the lattice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>toroidal joins opposite edges, so that no unit lies at a border.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance on the lattice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>manhattan counts steps from unit to unit, as the source paper does; euclidean is the straight line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often training goes through all samples. 0 chooses by their number. More take longer and let the neighbourhood shrink more gently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First neighbourhood temperature (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach T of the neighbourhood exp(-d²/T²) at the start, in units of the lattice: how far a sample pulls on the units around its best-matching one. 0 takes half the longer side of the map (DE-SOM published: 10).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last neighbourhood temperature (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach of the neighbourhood at the end. Larger keeps the map smoother and further from the samples. 0 takes 0.5 (DE-SOM: 0.55, published 0.1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Initial map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pca lays the map on the first two principal components, so that every run starts alike; sample starts at random samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples by cluster (SOM)</source>
        <translation>نمونه‌ها بر پایه خوشه (SOM)</translation>
    </message>
    <message>
        <source>Units of the map</source>
        <translation>واحدهای نقشه</translation>
    </message>
    <message>
        <source>A row per unit of the map: its place, samples, cluster, and what a typical sample of it holds, in the field's unit and as it was trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lattice of the map</source>
        <translation>شبکه نقشه</translation>
    </message>
    <message>
        <source>The units of the map as squares or hexagons, drawn as its lattice: U-matrix, clusters, samples of each unit and every element as styles of one layer. It has a coordinate system of its own, away from the ground; zoom to the layer to see it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model, to apply to other samples</source>
        <translation>مدل، برای به‌کارگیری در نمونه‌های دیگر</translation>
    </message>
    <message>
        <source>GeochemSOM models (*.geosom)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A .geosom file for 'Apply a model': the map, its preparation, clusters and classes, but no sample. It can be passed on and read on any computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantization error</source>
        <translation>خطای کوانتیزاسیون</translation>
    </message>
    <message>
        <source>Topographic error</source>
        <translation>خطای توپوگرافی</translation>
    </message>
    <message>
        <source>Number of clusters</source>
        <translation>تعداد خوشه‌ها</translation>
    </message>
    <message>
        <source>Samples by cluster (Batch SOM)</source>
        <translation>نمونه‌ها بر پایه خوشه (Batch SOM)</translation>
    </message>
    <message>
        <source>Variant of DE-SOM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only. components: made for tables; a small network beside the principal components, repeatable whatever the seed. published: the method of its authors, made for images: on tables it takes minutes and differs from seed to seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: sizes of the encoder's hidden layers, separated by commas; the decoder mirrors them. auto: 64, or 500,500,2000 as published. none: no network, a Batch SOM of the principal components.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latent dimensions (0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: size of the latent space in which the map lies. 0 takes as many as hold 95 % of the variance, at least 10 (published: 10). 4 to 6 make the reconstruction error a better score of odd samples, but small groups may then share units.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the map in the loss (components)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM, variant components: weight of the map's share of the loss; both shares are free of scale. 0 leaves it out. Much larger ones fold the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gamma (published, 0 = automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM, variant published: weight of the map in the loss, on the reconstruction loss summed over fields. 0 takes 0.001 times the number of fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: samples per training step, at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate of the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: step size of the Adam optimizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs of the autoencoder alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM, variant published: epochs before the map joins in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: where the network trains. auto takes a graphics card (cuda) for large batches; only the processor (cpu) repeats to the bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples by cluster (DE-SOM)</source>
        <translation>نمونه‌ها بر پایه خوشه (DE-SOM)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>روش</translation>
    </message>
    <message>
        <source>The map to train. batchsom is the fastest by far; desom needs the package torch (PyTorch) and takes the longest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map sizes to compare (rows x columns)</source>
        <translation>اندازه‌های نقشه برای مقایسه (سطر x ستون)</translation>
    </message>
    <message>
        <source>For example 8x8;10x10;12x12. Empty: three, with half, all and twice the units of the automatic size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of clusters to compare</source>
        <translation>تعداد خوشه‌ها برای مقایسه</translation>
    </message>
    <message>
        <source>For example 3;4;6 or 3-8. They cost little: the same maps are cut at every number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resamples</source>
        <translation>بازنمونه‌گیری‌ها</translation>
    </message>
    <message>
        <source>Each setting is trained on so many resamples of the samples, drawn with replacement: what they agree on is stable. More make the figures surer and take longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pca lays the map on the first two principal components; sample starts at random samples. A Batch SOM starts at random samples whatever is chosen here: nothing else in it is random, and what only a fixed start agrees on is not stable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latent dimensions to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM only: for example 2;3;5. Each one multiplies the time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of the map to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DE-SOM, variant published: values of gamma, for example 0.01;0.1; 0 is automatic. Each one multiplies the time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads (0 = all cores)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maps trained at the same time. The result does not depend on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known mineral occurrences</source>
        <translation>رخدادهای معدنی شناخته‌شده</translation>
    </message>
    <message>
        <source>Point layer of known deposits, prospects or mines of the kind you look for: they rank the map. Without it the pathfinders give the order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use occurrences where</source>
        <translation>استفاده از رخدادها در صورتی که</translation>
    </message>
    <message>
        <source>Expression that picks the kind you look for, for example "commodity" = 'Cu'. Empty: all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge records closer than (m)</source>
        <translation>ادغام رکوردهای نزدیک‌تر از (متر)</translation>
    </message>
    <message>
        <source>Records this near to each other count once: registers list one site several times, and each would count as a witness. 0 merges only equal positions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optional: the table and the report then show how well each setting finds occurrences that took no part in its ranking (held-out AUC). The recommendation does not look at it, and who chooses by it spends the p-value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Study area</source>
        <translation>محدوده مطالعه</translation>
    </message>
    <message>
        <source>Ground outside does not count. Empty: the hull of the samples widened by one median spacing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground each sample stands for</source>
        <translation>زمینی که هر نمونه نماینده آن است</translation>
    </message>
    <message>
        <source>voronoi: all ground that lies nearest to it; right for most surveys. cells: its square cell, for composites and samples on a grid. equal: the same share for every sample. polygons: yours, for example the catchments of stream sediments.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cell size (m, 0 = median spacing)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of the square cells; only where cells are the ground. 0 takes the median distance to the nearest sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons of the ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only where polygons are the ground. Where catchments are nested, each keeps what lies upstream of it and not upstream of another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the polygons with the sample number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: a sample stands for the smallest polygon that contains it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occurrences count up to this far off the ground (m)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An occurrence off the ground falls to the nearest ground within this distance. Those farther off are left out and counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings compared</source>
        <translation>تنظیم‌های مقایسه‌شده</translation>
    </message>
    <message>
        <source>A row per map size and number of clusters: stability, errors, and which is recommended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of the recommended map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns of the recommended map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recommended number of clusters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability of the recommendation (adjusted Rand index)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output LATTICE of a training algorithm, or its table UNITS: what has the field 'unit'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples of the map</source>
        <translation>نمونه‌های نقشه</translation>
    </message>
    <message>
        <source>Output of a training algorithm, ranked or not: what has the field 'bmu'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>جهت</translation>
    </message>
    <message>
        <source>units_to_samples selects the samples of the selected units; samples_to_units selects the units of the selected samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the selection by</source>
        <translation>تغییر انتخاب به روش</translation>
    </message>
    <message>
        <source>new: a selection in place of the old one. add: adding to it. within: keeping of it only what belongs. remove: taking away from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation>مدل</translation>
    </message>
    <message>
        <source>File that a training algorithm or 'Separate geochemical anomalies' has written. What it holds is checked before it is used, and nothing in it is run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New samples</source>
        <translation>نمونه‌های جدید</translation>
    </message>
    <message>
        <source>Point layer with the fields that the model was trained on: of the same name, or of the same element in any unit that the names say (As_ppb for As_ppm).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of other names</source>
        <translation>فیلدهایی با نام دیگر</translation>
    </message>
    <message>
        <source>The model's field, = and the field of the samples that holds it, for example Cu_ppm=copper;Au_ppb=gold. Empty: fields are found by their names. Units are converted where both names say theirs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names the laboratory or survey of each sample, for a model that levelled them: the same names as in training. Empty: the field of that name, if there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that mean not analysed, separated by ; and read as blank. Empty: those that the model was trained with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples, classified by the model</source>
        <translation>نمونه‌ها، رده‌بندی‌شده با مدل</translation>
    </message>
    <message>
        <source>Samples outside the range that the model was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classified or scored layer</source>
        <translation>لایه رده‌بندی‌شده یا امتیازدار</translation>
    </message>
    <message>
        <source>Points stand for the ground chosen below; polygons are their own ground.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster field</source>
        <translation>فیلد خوشه</translation>
    </message>
    <message>
        <source>Groups or classes to rank. Give this or the score field; with neither, the field 'cluster' is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score field</source>
        <translation>فیلد امتیاز</translation>
    </message>
    <message>
        <source>A score to rank instead of clusters; higher is more anomalous.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class rule</source>
        <translation>قاعده رده‌بندی</translation>
    </message>
    <message>
        <source>weights: what holds no more occurrences than its share of ground is background; of the rest, what lies before the crossing of the P-A plot is anomaly, what lies beyond is halo. crossing: all that lies before the crossing is anomaly, and there is no halo. natural_breaks (three classes with the least spread within), fractal (the breaks of the concentration-area curve: from the highest up anomaly, from the next up halo; without a break all is background) and thresholds cut the smoothed weight (or the score). weights suits clusters, natural_breaks units: before its crossing, a map of units has the ground of nearly every occurrence that is known already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anomaly from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the class rule thresholds: ground with this smoothed weight (or score) or more is anomaly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Halo from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the class rule thresholds: ground with this or more that is no anomaly is halo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base of the weights' logarithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e: natural logarithm. 10: common logarithm, as in the source paper. Ranks and classes do not depend on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank by</source>
        <translation>رتبه‌بندی بر پایه</translation>
    </message>
    <message>
        <source>units: every unit of the map by itself, its weight smoothed over the lattice; predicts better on most surveys that were tried, but below 100 occurrences its fit means nothing: judge it by the held-out crossing. clusters: groups of units, fewer and simpler; find a broad, weak link with fewer occurrences.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>ارزیابی</translation>
    </message>
    <message>
        <source>full: occurrences are held out block by block of ground and ranked by maps that never saw them (held-out crossing, 50 = chance), and the result is compared with simulated occurrences that cluster alike (p-value). held_out: without the comparison, which takes most of the time. none: the fit alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pathfinders (if there are no occurrences)</source>
        <translation>عناصر ردیاب (اگر رخدادی نباشد)</translation>
    </message>
    <message>
        <source>Elements or factors that mineralization enriches; they order the map where no occurrence is known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranked layer</source>
        <translation>لایه رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>The features of the input with rank, weight and class. Styled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground, classified</source>
        <translation>زمین رده‌بندی‌شده</translation>
    </message>
    <message>
        <source>The polygons that the samples stand for, with the same fields: the map to look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of clusters</source>
        <translation>جدول خوشه‌ها</translation>
    </message>
    <message>
        <source>Occurrences used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occurrences left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out crossing (%, 50 = chance)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out crossing, low end of the resampling range (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out crossing, high end of the resampling range (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p-value of the held-out AUC against clustered patterns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossing of a fit to occurrences that know nothing of the map (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Success rate at the crossing of the P-A plot (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground at the crossing of the P-A plot (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranked layers to combine</source>
        <translation>لایه‌های رتبه‌بندی‌شده برای ترکیب</translation>
    </message>
    <message>
        <source>Two or more layers of the same samples that 'Rank by prediction-area analysis' wrote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of each layer to combine; higher is more anomalous. weight_s is the smoothed weight that the ranking writes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field by which the layers are joined; a number never repeats within a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combine by</source>
        <translation>روش ترکیب</translation>
    </message>
    <message>
        <source>maximin: the worst score that any model gives a place; the most cautious, and the source paper's. majority: the share of models that call it anomalous. mean_rank: the mean of the models' ranks, by which one model may outvote another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale of the scores</source>
        <translation>مقیاس امتیازها</translation>
    </message>
    <message>
        <source>weight: smoothed weights as they are, which share their meaning; right for most. The others first bring each model's scores to 0 to 1, for scores that differ in kind. rank: by the share of ground that scores lower. minmax: from the least to the greatest. logistic: by an S-curve, so that extremes count less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combined models</source>
        <translation>مدل‌های ترکیب‌شده</translation>
    </message>
    <message>
        <source>Table of classes</source>
        <translation>جدول رده‌ها</translation>
    </message>
    <message>
        <source>Classified or scored layers</source>
        <translation>لایه‌های رده‌بندی‌شده یا امتیازدار</translation>
    </message>
    <message>
        <source>Points and polygons, any number. Points stand for the ground chosen below; polygons are their own ground.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the layers that holds the groups to rank; several names, separated by semicolons, where layers differ. Empty: the field 'cluster'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores to rank instead of clusters in the layers that have them, higher is more anomalous; several names are separated by semicolons, and each that a layer has is a model of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point layer; all models are judged by the same ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models and their classes</source>
        <translation>مدل‌ها و رده‌های آن‌ها</translation>
    </message>
    <message>
        <source>One row per model and class: ground, occurrences, normalized density, weight and class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row per model</source>
        <translation>یک سطر برای هر مدل</translation>
    </message>
    <message>
        <source>Crossing of the fit, held-out crossing with its range, p-value and AUC of each model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences of every two models</source>
        <translation>تفاوت هر دو مدل</translation>
    </message>
    <message>
        <source>How far apart two models are on the same held-out occurrences, with a range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>روش‌ها</translation>
    </message>
    <message>
        <source>Maps to train, rank and combine. desom needs the package torch (PyTorch).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the maps on</source>
        <translation>آموزش نقشه‌ها با</translation>
    </message>
    <message>
        <source>elements: all chosen fields as they are prepared. factors: the scores of all factors drawn from them. target_factors: the scores of the factors that carry the target elements, as the source paper does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combined models (maximin)</source>
        <translation>مدل‌های ترکیب‌شده (maximin)</translation>
    </message>
    <message>
        <source>SOM, ranked</source>
        <translation>SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>Batch SOM, ranked</source>
        <translation>Batch SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>DE-SOM, ranked</source>
        <translation>DE-SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>Lattice of the SOM, ranked</source>
        <translation>شبکه SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>Lattice of the Batch SOM, ranked</source>
        <translation>شبکه Batch SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>Lattice of the DE-SOM, ranked</source>
        <translation>شبکه DE-SOM، رتبه‌بندی‌شده</translation>
    </message>
    <message>
        <source>Model of the SOM, to apply to other samples</source>
        <translation>مدل SOM، برای به‌کارگیری در نمونه‌های دیگر</translation>
    </message>
    <message>
        <source>Model of the Batch SOM, to apply to other samples</source>
        <translation>مدل Batch SOM، برای به‌کارگیری در نمونه‌های دیگر</translation>
    </message>
    <message>
        <source>Model of the DE-SOM, to apply to other samples</source>
        <translation>مدل DE-SOM، برای به‌کارگیری در نمونه‌های دیگر</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>هدف‌ها</translation>
    </message>
    <message>
        <source>Contiguous anomaly ground as polygons, ranked by the least score inside: area, samples, the most enriched elements, known occurrences inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of clusters and classes</source>
        <translation>جدول خوشه‌ها و رده‌ها</translation>
    </message>
    <message>
        <source>Maps in the ensemble</source>
        <translation>تعداد نقشه‌های مجموعه</translation>
    </message>
    <message>
        <source>Each is trained on a resample of the samples, drawn with replacement, with a seed of its own. With 25 maps shares come in steps of 4 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples by class and confidence</source>
        <translation>نمونه‌ها بر پایه رده و اطمینان</translation>
    </message>
    <message>
        <source>Least success rate at the crossing of a map of the ensemble (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greatest success rate at the crossing of a map of the ensemble (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean share of the maps that agree on a place's class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply a model to new samples</source>
        <translation>به‌کارگیری مدل برای نمونه‌های جدید</translation>
    </message>
    <message>
        <source>Train a map</source>
        <translation>آموزش نقشه</translation>
    </message>
    <message>
        <source>Gives new samples the unit, cluster and, where the model was ranked, the class and weight that a model's own samples got: the same preparation, the same map, the same classes, on any computer. Values beyond those that the model was trained on are named in the field 'outside'. 'dist_pct' tells how far a sample is from its unit: 50 on average for samples like the model's own, 100 for one that is farther off than any of these would be. Models come from the output MODEL of the training algorithms and of 'Separate geochemical anomalies'. No PyTorch is needed, for DE-SOM either.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch self-organizing map (Batch SOM)</source>
        <translation>نقشه خودسازمان‌ده دسته‌ای (Batch SOM)</translation>
    </message>
    <message>
        <source>Trains a self-organizing map on all geochemical samples at once: fast, and independent of the samples' order. Each sample gets its best-matching unit and its cluster. Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>مقایسه مدل‌ها</translation>
    </message>
    <message>
        <source>Rank and combine</source>
        <translation>رتبه‌بندی و ترکیب</translation>
    </message>
    <message>
        <source>Sets any number of classified or scored layers against the same known mineral occurrences: one table, one prediction-area figure, and the difference of every two models on the same held-out occurrences, with a range. Layers may be points or polygons and need not hold the same samples. A fit (the crossing of the P-A plot) flatters every model; compare the held-out crossings, where 50 is chance. No model is named the best: who picks the best of several by these occurrences cannot judge it by them too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composite samples</source>
        <translation>نمونه‌های مرکب (ترکیب نمونه‌ها)</translation>
    </message>
    <message>
        <source>Prepare samples</source>
        <translation>آماده‌سازی نمونه‌ها</translation>
    </message>
    <message>
        <source>Averages the samples of each square cell, or of each of your polygons, into one composite sample. A dense or uneven survey becomes an even one, and the chance of a single sample weighs less; what a single high sample says is diluted. Values below the detection limit are replaced for the whole survey first. A composite lies at the centre of its cell; of a polygon, at its centroid or, where that lies outside, at a point on its surface. An element that no sample of a cell has is blank there. n_below counts the values below the limit behind a composite, zeros included; censored names the elements of which half the samples or more are such.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deep embedded self-organizing map (DE-SOM)</source>
        <translation>نقشه خودسازمان‌ده تعبیه‌شده عمیق (DE-SOM)</translation>
    </message>
    <message>
        <source>Trains an autoencoder and a self-organizing map of its latent space together. Each sample gets its best-matching unit, its cluster and its reconstruction error, which is high where a sample breaks the relations among elements that the others keep. In tests on labelled, synthetic and real tables its units were as good as those of Batch SOM and no better; what the network adds is a closer reconstruction, on surveys of thousands of samples above all. Needs the package torch (PyTorch). Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence of classes (ensemble of maps)</source>
        <translation>اطمینان رده‌ها (مجموعه نقشه‌ها)</translation>
    </message>
    <message>
        <source>Whole workflow</source>
        <translation>روند کامل</translation>
    </message>
    <message>
        <source>Trains the same map on many resamples of the samples, ranks the units or clusters of each against known occurrences, and gives every place the share of maps that call it anomaly, halo or background. The layer shows the class that most maps give, the paler the fewer agree; a second style shows the share of anomaly. Shares tell how far the answer hangs on which samples were taken and how training went: they are no probability of ore, and figures made with the ranking occurrences are a fit, not a prediction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor analysis</source>
        <translation>تحلیل عاملی</translation>
    </message>
    <message>
        <source>Draws factors from the elements of a sample layer: groups of elements that vary together, as rock types, alteration and mineralization make them do. Each sample gets a score on each factor; the factors that carry the target elements also a mineralization probability index, GMPI = e^F / (1 + e^F).

The values are transformed with log10 and standardised unless you choose otherwise: factors rest on correlations, which skewed concentrations distort. Principal axes, varimax and parallel analysis for the number of factors are good defaults for most surveys. Name the target elements, run, and read the report: it tells whether the elements are worth analysing (Kaiser-Meyer-Olkin), how many factors stand out, what they carry, and why factors were picked.

Train a map on the scores with TRANSFORM none, or look at them as they are: the layer has a style for every factor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Combine models (maximin)</source>
        <translation>ترکیب مدل‌ها (maximin)</translation>
    </message>
    <message>
        <source>Combines two or more ranked layers of the same samples: each place gets the worst score any model gives it, so what remains high is high in every model. Layers are joined by the sample number. The combination is ranked against the occurrences like every model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank by prediction-area analysis</source>
        <translation>رتبه‌بندی با تحلیل پیش‌بینی-مساحت</translation>
    </message>
    <message>
        <source>Ranks clusters, classes or a score by how many known mineral occurrences they hold for the ground they take, and classifies the ground as anomaly, halo and background. The crossing of the prediction-area plot is a fit: random sites cross above 50 percent too. The held-out crossing tells what a map predicts: occurrences are ranked by maps that never saw them, 50 is chance. Without occurrences, pathfinder elements give the order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare assays</source>
        <translation>آماده‌سازی داده‌های آزمایشگاهی</translation>
    </message>
    <message>
        <source>Reads a laboratory's table as it comes (less-than and greater-than signs, negative limits, flag fields, -9999, blanks), fills what is missing by rules you choose, and marks every number that was not measured. Fields and samples that hold too little are left out and listed. Levels groups, and transforms and scales where wished.

The layer keeps the names of the fields, so that other algorithms can go on with it. Beside Cu_ppm, a field Cu_ppm_q says of each number that was not simply measured what stands behind it: below limit, blank, above range or uncertain; a field without such numbers has none. n_below and n_blank count a sample's substitutes and filled blanks, n_replaced both, and replaced names the elements. n_averaged counts the samples behind one, same_place numbers the places that samples share. The table says what was found in each field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select by unit of the map</source>
        <translation>انتخاب بر پایه واحد نقشه</translation>
    </message>
    <message>
        <source>Selects the samples of the units that are selected on the lattice of a map, or the units of the samples that are selected. Units and samples are joined by the unit's number and, where both layers have the field 'method', by the method. The lattice also has a layer action that selects the samples of a unit with one click.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select map size and number of clusters</source>
        <translation>انتخاب اندازه نقشه و تعداد خوشه‌ها</translation>
    </message>
    <message>
        <source>Trains a map of every size on resamples of the samples, cuts it at every number of clusters, and recommends the setting with the most clusters that resamples still agree on. A table and a report show stability (adjusted Rand index between resamples), quantization and topographic error of all. The recommendation never looks at occurrences: who chooses a setting by them cannot test it with them any more.

Enter the recommended rows, columns and clusters in the map's own dialog, or in 'Separate geochemical anomalies'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separate geochemical anomalies</source>
        <translation>جداسازی آنومالی‌های ژئوشیمیایی</translation>
    </message>
    <message>
        <source>Trains self-organizing maps of geochemical samples (SOM, Batch SOM, DE-SOM), ranks their units or clusters against known mineral occurrences, maps anomaly, halo and background, and combines the models by maximin. Targets are the contiguous anomalies of the combination. Occurrences are held out to see what the maps predict (held-out crossing, 50 = chance); figures made with the ranking occurrences are a fit.

Fill in the samples, the elements and the occurrences; the rest has defaults. Point at a label for its help.</source>
        <translation>نقشه‌های خودسازمان‌ده (SOM، Batch SOM، DE-SOM) را با نمونه‌های ژئوشیمیایی آموزش می‌دهد، واحدها یا خوشه‌های آن‌ها را با رخدادهای معدنی شناخته‌شده رتبه‌بندی می‌کند، آنومالی، هاله و زمینه را نقشه می‌کند و مدل‌ها را با maximin ترکیب می‌کند. هدف‌ها آنومالی‌های پیوسته ترکیب هستند. برای سنجش پیش‌بینی، بخشی از رخدادها کنار گذاشته می‌شود (تقاطع کنارگذاشته، 50 = تصادف)؛ عددهایی که با رخدادهای رتبه‌بندی به دست آمده‌اند برازش هستند.

نمونه‌ها، عناصر و رخدادها را پر کنید؛ بقیه مقدار پیش‌فرض دارند. برای راهنما، نشانگر را روی هر برچسب نگه دارید.</translation>
    </message>
    <message>
        <source>Self-organizing map (SOM)</source>
        <translation>نقشه خودسازمان‌ده (SOM)</translation>
    </message>
    <message>
        <source>Trains a Kohonen self-organizing map on geochemical samples, one sample at a time, and joins its units into clusters. Each sample gets its best-matching unit and its cluster. Rank the clusters against known occurrences with 'Rank by prediction-area analysis'.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>نمونه</translation>
    </message>
    <message>
        <source>Best-matching unit (from 0, row by row)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row of the best-matching unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of the best-matching unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance to the best-matching unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>خوشه</translation>
    </message>
    <message>
        <source>Reconstruction error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields outside the range that the model was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent of the model's samples that would lie nearer to their unit if new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalized density</source>
        <translation>چگالی نرمال‌شده</translation>
    </message>
    <message>
        <source>Weight (log of normalized density)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothed weight</source>
        <translation>وزن هموارشده</translation>
    </message>
    <message>
        <source>Mean pathfinder score of the cluster or unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class number (3 anomaly, 2 halo, 1 background)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation>رده</translation>
    </message>
    <message>
        <source>Maximin score (least score of the models)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model that gives the least score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spread of the models' scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models that call the place anomalous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the models that call the place anomalous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of the models' ranks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the models that agree on anomaly or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Success rate, low end (95 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Success rate, high end (95 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact p-value of the rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p-value, corrected for the number of clusters (Holm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of evidence W+</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of evidence W-</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast of the weights of evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Studentized contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blanks that were filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that were not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields whose number was not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples averaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place shared with other samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Element</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows with a value or a limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below the detection limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marked as uncertain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detection limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below the limit (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blank (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest value where it repeats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often it repeats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made blank for a high limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blanks filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elements below the limit in half of the samples or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground (km²)</source>
        <translation>زمین (km²)</translation>
    </message>
    <message>
        <source>Ground (%)</source>
        <translation>زمین (%)</translation>
    </message>
    <message>
        <source>Known occurrences</source>
        <translation>رخدادهای شناخته‌شده</translation>
    </message>
    <message>
        <source>Success rate on the known occurrences (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank of the target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least score inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean score inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most enriched elements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known occurrences inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit (from 0, row by row)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row of the unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of the unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples of the unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean distance to neighbouring units (U-matrix)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples that share the ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Communality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uniqueness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropped after stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elements carried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explained variance (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explained variance up to here (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latent dimensions (DE-SOM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the map in the loss (DE-SOM, 0 automatic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantization error, standard deviation of resamples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantization error over the spread of the samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topographic error, standard deviation of resamples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability (adjusted Rand index of resamples)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability, standard error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out AUC (0.5 is chance)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out AUC, standard deviation of resamples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of maps that say anomaly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of maps that say halo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of maps that say background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy of the shares (0 all agree, 1 anything goes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of maps that agree on the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean smoothed weight of the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occurrences off its ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocks of ground that hold occurrences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossing of the P-A curves (fit, %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground at the crossing (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossing of a fit without signal (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out crossing (%, 50 is chance)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occurrences that both models score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occurrences that only one of the two scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out crossing of the other (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of the held-out crossings (points)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference, low end of the resampling range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference, high end of the resampling range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of resamples in which the first crosses higher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out AUC of the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of the held-out AUCs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of the AUCs, low end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of the AUCs, high end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of resamples in which the first has the higher AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picked for the target elements (1 yes, 0 no)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mineralization probability index (GMPI) of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class number of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group of each sample, where the model levelled</source>
        <translation type="vanished">گروه هر نمونه، اگر مدل هم‌تراز کرده باشد</translation>
    </message>
    <message>
        <source>Score fields</source>
        <translation type="vanished">فیلدهای امتیاز</translation>
    </message>
</context>
</TS>
