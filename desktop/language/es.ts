<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
    <context>
        <name>window</name>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>  ·  ⚠ Refer</source>
            <translation>  ·  ⚠ Derivar</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/controller.py" />
            <source> These are the rows so far: {n:,} images had no answer yet.</source>
            <extracomment>of one:  These are the rows so far: {n:,} image had no answer yet.</extracomment>
            <translation>
                <numerusform> Estas son las filas hasta ahora: {n:,} imagen aún no tenía respuesta.</numerusform>
                <numerusform> Estas son las filas hasta ahora: {n:,} imágenes aún no tenían respuesta.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source> and </source>
            <translation> y </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source> days</source>
            <translation> días</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source> {n:,} stay as they are.</source>
            <extracomment>of one:  {n:,} stays as it is.</extracomment>
            <translation>
                <numerusform> {n:,} queda como está.</numerusform>
                <numerusform> {n:,} quedan como están.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;About…</source>
            <translation>&amp;Acerca de…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Agreement…</source>
            <translation>Concord&amp;ancia…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Cancel run</source>
            <translation>&amp;Cancelar la ejecución</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Colours</source>
            <translation>&amp;Colores</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Compare images</source>
            <translation>Comparar &amp;imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&amp;Copy</source>
            <translation>&amp;Copiar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&amp;Copy card</source>
            <translation>&amp;Copiar ficha</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Dark colours</source>
            <translation>Colores osc&amp;uros</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;Descending</source>
            <translation>&amp;Descendente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Edit</source>
            <translation>&amp;Editar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Export…</source>
            <translation>Ex&amp;portar…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;File</source>
            <translation>&amp;Archivo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Find…</source>
            <translation>&amp;Buscar…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Full screen</source>
            <translation>&amp;Pantalla completa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;General</source>
            <translation>&amp;General</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Grid</source>
            <translation>&amp;Cuadrícula</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Heat map</source>
            <translation>Mapa de calo&amp;r</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Help</source>
            <translation>A&amp;yuda</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Keys…</source>
            <translation>&amp;Teclas…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Language</source>
            <translation>&amp;Idioma</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Large</source>
            <translation>&amp;Grande</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Light colours</source>
            <translation>Color&amp;es claros</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Medium</source>
            <translation>&amp;Mediano</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Model…</source>
            <translation>Mo&amp;delo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;New study</source>
            <translation>&amp;Nuevo estudio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Numbers</source>
            <translation>&amp;Números</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&amp;Open another model…</source>
            <translation>Abrir &amp;otro modelo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;Order of the folder</source>
            <translation>&amp;Orden de la carpeta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Pause or resume run</source>
            <translation>&amp;Pausar o reanudar la ejecución</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Prevalence</source>
            <translation>&amp;Prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Quit</source>
            <translation>&amp;Salir</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Recent studies</source>
            <translation>Estudios &amp;recientes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Runs on</source>
            <translation>S&amp;e ejecuta en</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Save results…</source>
            <translation>&amp;Guardar resultados…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&amp;Save…</source>
            <translation>&amp;Guardar…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Settings…</source>
            <translation>A&amp;justes…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>&amp;Shares that you type, 0 to 1; what is left is divided as in training</source>
            <translation>Proporciones &amp;escritas, de 0 a 1; el resto se reparte como en el entrenamiento</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Small</source>
            <translation>&amp;Pequeño</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Sort by</source>
            <translation>&amp;Ordenar por</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Table</source>
            <translation>&amp;Tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Threads</source>
            <translation>&amp;Hilos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <source>&amp;Undo</source>
            <translation>&amp;Deshacer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>&amp;Uniform: every diagnosis alike</source>
            <translation>&amp;Uniforme: todos los diagnósticos por igual</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;View</source>
            <translation>&amp;Ver</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Views of each image</source>
            <translation>&amp;Vistas de cada imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;{number}  {title}</source>
            <translation>&amp;{number}  {title}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>(confidence {confidence})</source>
            <translation>(confianza {confidence})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>(from validation)</source>
            <translation>(de la validación)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>+, - and Z in the image</source>
            <translation>+, - y Z en la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>, refer: no</source>
            <translation>, derivar: no</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>, refer: yes</source>
            <translation>, derivar: sí</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>1 to {last}</source>
            <translation>1 a {last}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>1: as it is</source>
            <translation>1: tal cual</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>2: and mirrored</source>
            <translation>2: y reflejada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>4: and upside down</source>
            <translation>4: y cabeza abajo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>8: and turned by quarters</source>
            <translation>8: y girada por cuartos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>; by image, so that lesions leak from training into test</source>
            <translation>; por imagen, de modo que hay lesiones del entrenamiento en la prueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>; images of one lesion are all in one part</source>
            <translation>; las imágenes de una lesión están todas en una parte</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>; {count:,} unfamiliar or failed left out</source>
            <translation>; sin contar las no familiares o fallidas: {count:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>&lt;h3&gt;{title} {version}&lt;/h3&gt;&lt;p&gt;Classifies dermatoscopic images with one model file, on this computer alone: nothing is sent anywhere, and images are only read.&lt;/p&gt;&lt;p&gt;&lt;b&gt;{notice}.&lt;/b&gt; It has not been evaluated for diagnosis, and no result may guide the care of a patient.&lt;/p&gt;&lt;p&gt;Qt {qt}, ONNX Runtime {runtime}. MIT licence; a model's licence stands in its card.&lt;/p&gt;</source>
            <translation>&lt;h3&gt;{title} {version}&lt;/h3&gt;&lt;p&gt;Clasifica imágenes dermatoscópicas con un archivo de modelo, solo en este ordenador: no se envía nada a ninguna parte y las imágenes solo se leen.&lt;/p&gt;&lt;p&gt;&lt;b&gt;{notice}.&lt;/b&gt; No se ha evaluado para el diagnóstico, y ningún resultado puede guiar la atención de un paciente.&lt;/p&gt;&lt;p&gt;Qt {qt}, ONNX Runtime {runtime}. Licencia MIT; la licencia de un modelo figura en su ficha.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&lt;p&gt;No model is open. Open an .onnx file that ham-export wrote, or drop it here.&lt;/p&gt;</source>
            <translation>&lt;p&gt;No hay ningún modelo abierto. Abra un archivo .onnx escrito por ham-export o suéltelo aquí.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&lt;p&gt;Open a model first: its classes are what diagnoses are compared by.&lt;/p&gt;</source>
            <translation>&lt;p&gt;Abra antes un modelo: los diagnósticos se comparan por sus clases.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;pattern on the name, as a regular expression</source>
            <translation>Un &amp;patrón sobre el nombre, como expresión regular</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;table (CSV) names them, in columns image_id and lesion_id</source>
            <translation>Una &amp;tabla (CSV) las nombra, en las columnas image_id y lesion_id</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;table (CSV) names them, in columns image_id and patient_id</source>
            <translation>Una &amp;tabla (CSV) los nombra, en las columnas image_id y patient_id</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>A CSV file that Excel and others open with a double click.</source>
            <translation>Un archivo CSV que Excel y otros abren con un doble clic.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>A CSV file with the images' known diagnoses</source>
            <translation>Un archivo CSV con los diagnósticos conocidos de las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>A change of the study is not on the disk yet and is tried again every few seconds: {why}</source>
            <translation>Un cambio del estudio aún no está en el disco y se intenta de nuevo cada pocos segundos: {why}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>A folder for each diagnosis. The originals stay as they are.</source>
            <translation>Una carpeta por diagnóstico. Los originales quedan como están.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>A heat map beside the model's answer</source>
            <translation>Un mapa de calor junto a la respuesta del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>A heat map can be saved of an image that was read, while its model is open.</source>
            <translation>Se puede guardar el mapa de calor de una imagen leída mientras su modelo está abierto.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>A note</source>
            <translation>Una nota</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>A pixel of the screen for each of the image</source>
            <translation>Un píxel de la pantalla por cada uno de la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>A spreadsheet holds {most:,} rows and these are {rows:,}; export the plain table, or select fewer rows.</source>
            <translation>Una hoja de cálculo admite {most:,} filas y estas son {rows:,}; exporte la tabla simple o elija menos filas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>About {title}</source>
            <translation>Acerca de {title}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Accuracy</source>
            <translation>Exactitud</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Age</source>
            <translation>Edad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Agreement</source>
            <translation>Concordancia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Agreement of the model with the diagnoses</source>
            <translation>Concordancia del modelo con los diagnósticos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>Agreement saved to {path}.</source>
            <translation>Concordancia guardada en {path}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Agrees</source>
            <translation>Coincide</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Aided: the model's answer beside each image</source>
            <translation>Con ayuda: la respuesta del modelo junto a cada imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <source>All</source>
            <translation>Todas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>All images</source>
            <translation>Todas las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>All images are where they were.</source>
            <translation>Todas las imágenes están donde estaban.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>All images shown here are reviewed.</source>
            <translation>Todas las imágenes mostradas aquí están revisadas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>All of the image</source>
            <translation>Toda la imagen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>All {n:,} images are in the list already.</source>
            <extracomment>of one: This image is in the list already.</extracomment>
            <translation>
                <numerusform>Esta imagen ya está en la lista.</numerusform>
                <numerusform>Las {n:,} imágenes ya están en la lista.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Also in tables exported for spreadsheets.</source>
            <translation>También en las tablas exportadas para hojas de cálculo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Alt+1 to Alt+5</source>
            <translation>de Alt+1 a Alt+5</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>An .onnx file written by ham-export; it can also be dropped here</source>
            <translation>Un archivo .onnx escrito por ham-export; también se puede soltar aquí</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>An object for each image, for programs.</source>
            <translation>Un objeto por imagen, para programas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/open_studies.py" />
            <source>Another study was opened meanwhile; nothing was done.</source>
            <translation>Entretanto se abrió otro estudio; no se hizo nada.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Answer {number} of {steps}</source>
            <translation>Respuesta {number} de {steps}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Answers (*{suffix})</source>
            <translation>Respuestas (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Answers may be changed within a session</source>
            <translation>Las respuestas se pueden cambiar dentro de una sesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Answers whose largest probability is below {confidence:.2f}: {share} of held-out images, where the answers to the others were right in {right}. It does not hold for a folder that is unlike them.</source>
            <translation>Respuestas cuya mayor probabilidad es inferior a {confidence:.2f}: {share} de las imágenes reservadas, donde las demás respuestas acertaron en {right}. No vale para una carpeta distinta de ellas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Arrow keys</source>
            <translation>Flechas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Arrow keys in an enlarged image</source>
            <translation>Flechas en una imagen ampliada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>As among the &amp;training images: the model's own numbers</source>
            <translation>Como entre las imágenes de en&amp;trenamiento: los números propios del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/column_menu.py" />
            <source>As at first</source>
            <translation>Como al principio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>As ham-classify draws it, with a scale</source>
            <translation>Como lo dibuja ham-classify, con una escala</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>As ham-classify writes it, with a record of the run beside it.</source>
            <translation>Como la escribe ham-classify, con un registro de la ejecución al lado.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>As the system</source>
            <translation>Como el sistema</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>As the system: {language}</source>
            <translation>Como el sistema: {language}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Ask the network the file's own questions and compare its answers</source>
            <translation>Hacer a la red las preguntas del archivo y comparar sus respuestas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Asked</source>
            <translation>Se pregunta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Asking the network…</source>
            <translation>Preguntando a la red…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic</source>
            <translation>Automático</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: measured once on this computer.</source>
            <translation>Automático: se mide una vez en este ordenador.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: one for each of {n} cores.</source>
            <extracomment>of one: Automatic: one for each of {n} core.</extracomment>
            <translation>
                <numerusform>Automático: uno para {n} núcleo.</numerusform>
                <numerusform>Automático: uno para cada uno de {n} núcleos.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: the fastest that works</source>
            <translation>Automático: el más rápido que funcione</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Back</source>
            <translation>Volver</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Back to the model's own numbers</source>
            <translation>Volver a los números propios del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Back to the model's own operating point of this score</source>
            <translation>Volver al punto de operación propio del modelo para esta puntuación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Backspace goes back within a session</source>
            <translation>Retroceso vuelve atrás dentro de una sesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Balanced accuracy</source>
            <translation>Exactitud equilibrada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Begin or go on</source>
            <translation>Empezar o seguir</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Brier score (0 is best, 2 worst)</source>
            <translation>Puntuación de Brier (0 la mejor, 2 la peor)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>By folder, by a CSV file or by a pattern</source>
            <translation>Por carpeta, por un archivo CSV o por un patrón</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>By how much the likeliest class leads, 0 (undecided) to 1</source>
            <translation>Cuánto aventaja la clase más probable, de 0 (empate) a 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>By the model's own numbers: {name} {probability}, malignant {malignant}.</source>
            <translation>Según los números propios del modelo: {name} {probability}, maligno {malignant}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Calibrated probability of the likeliest class, 0 to 1</source>
            <translation>Probabilidad calibrada de la clase más probable, de 0 a 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Calibration error</source>
            <translation>Error de calibración</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Call the lesion of the selected images by a name</source>
            <translation>Dar un nombre a la lesión de las imágenes elegidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Cancel</source>
            <translation>Cancelar</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Changed for {n:,} images that the filter or the search does not show.</source>
            <extracomment>of one: Changed for {n:,} image that the filter or the search does not show.</extracomment>
            <translation>
                <numerusform>Cambiado en {n:,} imagen que el filtro o la búsqueda no muestra.</numerusform>
                <numerusform>Cambiado en {n:,} imágenes que el filtro o la búsqueda no muestra.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Changes at once. Tables are written as ever.</source>
            <translation>Cambia enseguida. Las tablas se escriben como siempre.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Changes at once; what stands above takes effect with the next run.</source>
            <translation>Cambia enseguida; lo de arriba vale desde la próxima ejecución.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Change…</source>
            <translation>Cambiar…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose a folder; everything below it too</source>
            <translation>Elegir una carpeta, con todo lo que contiene</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Choose a row to see its image</source>
            <translation>Elija una fila para ver su imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose an .onnx file written by ham-export</source>
            <translation>Elegir un archivo .onnx escrito por ham-export</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Choose an answer first ({keys}).</source>
            <translation>Elija antes una respuesta ({keys}).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Choose an image and press 1 to {last}, or one of the buttons under its probabilities; this page follows.</source>
            <translation>Elija una imagen y pulse 1 a {last}, o uno de los botones bajo sus probabilidades; esta página lo sigue.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose images to classify</source>
            <translation>Elegir imágenes para clasificar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Choose table…</source>
            <translation>Elegir tabla…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Choose the table first.</source>
            <translation>Elija antes la tabla.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Choose…</source>
            <translation>Elegir…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Class to explain</source>
            <translation>Clase que se explica</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Class to explain: {name}</source>
            <translation>Clase que se explica: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Classify a&amp;gain with the open model</source>
            <translation>Clasificar de &amp;nuevo con el modelo abierto</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify again</source>
            <translation>Clasificar de nuevo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Classify the images that the cancelled run left</source>
            <translation>Clasificar las imágenes que dejó la ejecución cancelada</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify the {n:,} images in the table again with the new model?</source>
            <extracomment>of one: Classify the {n:,} image in the table again with the new model?</extracomment>
            <translation>
                <numerusform>¿Clasificar de nuevo la {n:,} imagen de la tabla con el nuevo modelo?</numerusform>
                <numerusform>¿Clasificar de nuevo las {n:,} imágenes de la tabla con el nuevo modelo?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify the {n:,} images in the table again, each seen {seen}?</source>
            <extracomment>of one: Classify the {n:,} image in the table again, each seen {seen}?</extracomment>
            <translation>
                <numerusform>¿Clasificar de nuevo la {n:,} imagen de la tabla, vista {seen}?</numerusform>
                <numerusform>¿Clasificar de nuevo las {n:,} imágenes de la tabla, cada una vista {seen}?</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Classifying</source>
            <translation>Clasificación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/model/dialog.py" />
            <location filename="../../desktop/gui/reading/pages.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Close and lose it</source>
            <translation>Cerrar y perderla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Close known diagnoses</source>
            <translation>Cerrar los diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Close this message</source>
            <translation>Cerrar este mensaje</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Col&amp;umns</source>
            <translation>Co&amp;lumnas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Colours of the s&amp;ystem</source>
            <translation>Colores del &amp;sistema</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Compare the model with</source>
            <translation>Comparar el modelo con</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Confidence {value} of 5 {sure}</source>
            <translation>Confianza {value} de 5 {sure}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Confusion matrix</source>
            <translation>Matriz de confusión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Continue</source>
            <translation>Proseguir</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Cop&amp;y rows</source>
            <translation>Copiar &amp;filas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Copies of the images by diagnosis</source>
            <translation>Copias de las imágenes por diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Copy c&amp;ell</source>
            <translation>Copiar ce&amp;lda</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Copy p&amp;icture</source>
            <translation>Copiar i&amp;magen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Copying images</source>
            <translation>Copiando imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Ctrl+1 to Ctrl+5 say how sure you are</source>
            <translation>de Ctrl+1 a Ctrl+5 dicen cuán seguro está</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Ctrl+E, Ctrl+F, Ctrl+L: excise, follow, leave</source>
            <translation>Ctrl+E, Ctrl+F, Ctrl+L: extirpar, controlar, dejar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Dark</source>
            <translation>Oscuro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Data</source>
            <translation>Datos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Design</source>
            <translation>Diseño</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Diagnosis, probabilities and malignant score follow from these shares of the images:
{every}
The referral is by the model's own score, as its threshold was set.</source>
            <translation>El diagnóstico, las probabilidades y la puntuación de malignidad siguen de estas proporciones de las imágenes:
{every}
La derivación sigue la puntuación propia del modelo, con la que se fijó su umbral.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/diagnosis.py" />
            <source>Diagnostic report saved to {target}. It names no file, folder or person.</source>
            <translation>Informe de diagnóstico guardado en {target}. No nombra ningún archivo, carpeta ni persona.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Differs from known</source>
            <translation>Difiere de lo conocido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Differs from you</source>
            <translation>Difiere de usted</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Drawn by this program, no photographs: what the model says of them means nothing.</source>
            <translation>Dibujadas por este programa, no son fotografías: lo que el modelo dice de ellas no significa nada.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Drop images or folders here</source>
            <translation>Suelte aquí imágenes o carpetas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to classify</source>
            <translation>Suelte para clasificar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to compare with these known diagnoses</source>
            <translation>Suelte para comparar con estos diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this model</source>
            <translation>Suelte para abrir este modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this reading</source>
            <translation>Suelte para abrir esta lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this study</source>
            <translation>Suelte para abrir este estudio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>E&amp;xport as</source>
            <translation>E&amp;xportar como</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Each class against a known diagnosis</source>
            <translation>Cada clase frente a un diagnóstico conocido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Each class against the rest, on test</source>
            <translation>Cada clase frente al resto, en la prueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Each class against your diagnosis</source>
            <translation>Cada clase frente a su diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Each image gets a probability per diagnosis, what to look at twice, and whether to refer at a threshold you set. The model's card ({card}) names the images that its figures were measured on.</source>
            <translation>Cada imagen recibe una probabilidad por diagnóstico, qué mirar dos veces y si derivar con un umbral que usted fija. La ficha del modelo ({card}) nombra las imágenes con las que se midieron sus cifras.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Each image is seen once.</source>
            <translation>Cada imagen se mira una vez.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Enter goes on</source>
            <translation>Intro continúa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Esc, or F</source>
            <translation>Esc o F</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Every key of the window on one page</source>
            <translation>Todas las teclas de la ventana en una página</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Everything is on the disk now.</source>
            <translation>Ahora está todo en el disco.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Excise</source>
            <translation>Extirpar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Export</source>
            <translation>Exportar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>F1, mean over classes</source>
            <translation>F1, media de las clases</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Failed</source>
            <translation>Fallida</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Failed: {error}</source>
            <translation>Fallida: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Figures on fewer than {count} images say little, as their intervals show.</source>
            <translation>Las cifras con menos de {count} imágenes dicen poco, como muestran sus intervalos.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>File</source>
            <translation>Archivo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Files that could not be read</source>
            <translation>Archivos que no se pudieron leer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Find moved images…</source>
            <translation>Buscar imágenes movidas…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>Find them…</source>
            <translation>Buscarlas…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Fit</source>
            <translation>Ajustar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Flags</source>
            <translation>Avisos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Folder for the copies</source>
            <translation>Carpeta para las copias</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Folder with the images</source>
            <translation>Carpeta con las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Folder…</source>
            <translation>Carpeta…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Follow</source>
            <translation>Controlar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>For a dermatoscopic image the probability of {count} diagnoses, a heat map for each, and how unlike its training images the image is.</source>
            <translation>Para una imagen dermatoscópica, la probabilidad de {count} diagnósticos, un mapa de calor para cada uno y cuánto difiere la imagen de las de entrenamiento.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>From the file of known diagnoses</source>
            <translation>Del archivo de diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>From the images' names (Edit &gt; Patients from names), or the known diagnoses</source>
            <translation>De los nombres de las imágenes (Editar &gt; Pacientes a partir de nombres) o de los diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Full</source>
            <translation>Completa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Full screen</source>
            <translation>Pantalla completa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Go on</source>
            <translation>Continuar con ello</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Go on under a name; everything is kept already</source>
            <translation>Seguir con un nombre; todo está ya guardado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Grid</source>
            <translation>Cuadrícula</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>H in full screen</source>
            <translation>H en pantalla completa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>HAM10000 comes from two clinics, records no skin type, and in it the camera goes together with the diagnosis; figures on images from elsewhere will be lower.</source>
            <translation>HAM10000 procede de dos clínicas, no registra el tipo de piel, y en él la cámara va unida al diagnóstico; las cifras en imágenes de otros lugares serán más bajas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Heat map</source>
            <translation>Mapa de calor</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Heat map (*{overlay});;Picture (*.png)</source>
            <translation>Mapa de calor (*{overlay});;Imagen (*.png)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>Heat map (H)</source>
            <translation>Mapa de calor (H)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Heat map opacity</source>
            <translation>Opacidad del mapa de calor</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>Heat map saved to {target}.</source>
            <translation>Mapa de calor guardado en {target}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Heat map: beside</source>
            <translation>Mapa de calor: al lado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>Heat map: from little to most of what speaks for the diagnosis, for each image</source>
            <translation>Mapa de calor: de poco a lo más de lo que habla a favor del diagnóstico, en cada imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Heat map: over</source>
            <translation>Mapa de calor: encima</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Heat maps show what raised a score inside the network; they are no validated localisation of anything.</source>
            <translation>Los mapas de calor muestran lo que elevó una puntuación dentro de la red; no son una localización validada de nada.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Home and End</source>
            <translation>Inicio y Fin</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>How good it was</source>
            <translation>Qué tan bueno fue</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>How images are classified, and how the window looks</source>
            <translation>Cómo se clasifican las imágenes y qué aspecto tiene la ventana</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>How many images to look at yourself is not told by this model file (contract version {version}).</source>
            <translation>Este archivo de modelo (versión de contrato {version}) no dice cuántas imágenes mirar usted mismo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>How many images to look at yourself is not told by this model file.</source>
            <translation>Este archivo de modelo no dice cuántas imágenes mirar usted mismo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>How often does each diagnosis occur where your images come from? Diagnosis, probabilities and malignant score follow by Bayes' rule from the shares of the training images. Who is referred stays as it is. It is never guessed from the images.</source>
            <translation>¿Con qué frecuencia aparece cada diagnóstico allí de donde vienen sus imágenes? El diagnóstico, las probabilidades y la puntuación de malignidad siguen, por la regla de Bayes, de las proporciones de las imágenes de entrenamiento. Quién se deriva queda como está. Nunca se adivina a partir de las imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>How sure are you? (Ctrl+1 unsure to Ctrl+5 certain)</source>
            <translation>¿Cuán seguro está? (de Ctrl+1 inseguro a Ctrl+5 seguro)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>How sure, 1 to 5</source>
            <translation>Cuán seguro, de 1 a 5</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>How unlike the training images it is; flagged from 1</source>
            <translation>Cuánto difiere de las imágenes de entrenamiento; se marca desde 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/image_view.py" />
            <source>Image</source>
            <translation>Imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Images</source>
            <translation>Imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Images ({patterns});;All files (*)</source>
            <translation>Imágenes ({patterns});;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Images drawn by this program, to try the window with; they mean nothing for a diagnosis</source>
            <translation>Imágenes dibujadas por este programa para probar la ventana; no significan nada para un diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Images in a row</source>
            <translation>Imágenes seguidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Images in one &amp;folder are of one lesion</source>
            <translation>Las imágenes de una &amp;carpeta son de una lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Images in one &amp;folder are of one patient</source>
            <translation>Las imágenes de una &amp;carpeta son de un paciente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Images of this patient</source>
            <translation>Imágenes de este paciente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Images per &amp;inference</source>
            <translation>I&amp;mágenes por inferencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that a person has settled</source>
            <translation>Imágenes que una persona ha revisado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that are blurred, dark, bright or small</source>
            <translation>Imágenes borrosas, oscuras, claras o pequeñas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that differ from those the model was trained on</source>
            <translation>Imágenes distintas de aquellas con las que se entrenó el modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that no person has settled yet</source>
            <translation>Imágenes que nadie ha revisado aún</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that you named another diagnosis for than the model</source>
            <translation>Imágenes a las que usted dio otro diagnóstico que el modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose answers are the least sure, that you want to look at yourself</source>
            <translation>Imágenes con las respuestas menos seguras, que quiere mirar usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose known diagnosis is another one than the model's</source>
            <translation>Imágenes cuyo diagnóstico conocido es otro que el del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose likeliest class is: {name} (malignant), {code}</source>
            <translation>Imágenes cuya clase más probable es: {name} (maligno), {code}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose likeliest class is: {name}, {code}</source>
            <translation>Imágenes cuya clase más probable es: {name}, {code}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose score reaches the threshold of the operating point</source>
            <translation>Imágenes cuya puntuación alcanza el umbral del punto de operación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose two likeliest classes lie close together</source>
            <translation>Imágenes cuyas dos clases más probables están muy próximas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>In brackets 95&amp;nbsp;% intervals, by lesion.</source>
            <translation>Entre paréntesis, intervalos del 95&amp;nbsp;%, por lesión.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>In brackets 95&amp;nbsp;% intervals. Measured on the test part; every choice was made on validation.</source>
            <translation>Entre paréntesis, intervalos del 95&amp;nbsp;%. Medido en la parte de prueba; todo se eligió con la validación.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>In the table, the grid and the image</source>
            <translation>En la tabla, la cuadrícula y la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>In training</source>
            <translation>En el entrenamiento</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Input</source>
            <translation>Entrada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>It names one of its classes for any image; what it was not trained on can only be flagged as unfamiliar.</source>
            <translation>Da una de sus clases para cualquier imagen; lo que no aprendió solo puede marcarse como no familiar.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>It shows heat maps, and for those the model that gave these answers must be open: {name}.</source>
            <translation>Muestra mapas de calor, y para ellos debe estar abierto el modelo que dio estas respuestas: {name}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Its group called lesion, else its first group, else all that it matches</source>
            <translation>Su grupo llamado lesion, si no su primer grupo, si no todo lo que coincide</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Its group called patient, else its first group, else all that it matches</source>
            <translation>Su grupo llamado patient, si no su primer grupo, si no todo lo que coincide</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM. Folders are searched with everything below.</source>
            <translation>JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM. Las carpetas se exploran con todo lo que contienen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>JSON Lines</source>
            <translation>JSON Lines</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>JSON Lines (*.jsonl)</source>
            <translation>JSON Lines (*.jsonl)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Keep the number of views</source>
            <translation>Conservar el número de vistas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Keep the present model</source>
            <translation>Conservar el modelo actual</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Keys</source>
            <translation>Teclas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Keys 1 to {last} give a diagnosis, 0 takes it back.</source>
            <translation>Las teclas 1 a {last} dan un diagnóstico, 0 lo retira.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Keys speak of all of them.</source>
            <translation>Las teclas valen para todas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>Keys speak of {count:,} images.  </source>
            <translation>Las teclas valen para {count:,} imágenes.  </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Known diagnoses</source>
            <translation>Diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Known diagnoses? Drop their CSV file too ({known}): right and wrong, patient, lesion, age and site come beside the answers.</source>
            <translation>¿Diagnósticos conocidos? Suelte también su archivo CSV ({known}): acierto y error, paciente, lesión, edad y localización aparecen junto a las respuestas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Known diagnosis</source>
            <translation>Diagnóstico conocido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Known limits</source>
            <translation>Límites conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Leave</source>
            <translation>Dejar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Left out: {what}. </source>
            <translation>No se cuentan: {what}. </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Lesion</source>
            <translation>Lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Lesion {number}</source>
            <translation>Lesión {number}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Lesions from names</source>
            <translation>Lesiones a partir de nombres</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Lesions from names…</source>
            <translation>Lesiones a partir de nombres…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Let people name what images show, blinded and timed</source>
            <translation>Que varias personas digan lo que muestran las imágenes, a ciegas y con cronómetro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Licence</source>
            <translation>Licencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Light</source>
            <translation>Claro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>List (CSV)…</source>
            <translation>Lista (CSV)…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>List of images</source>
            <translation>Lista de imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Look at yourself</source>
            <translation>Mirar usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>Looking for images…</source>
            <translation>Buscando imágenes…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Made</source>
            <translation>Creado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Make the reading…</source>
            <translation>Crear la lectura…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Making the reading</source>
            <translation>Creando la lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Malig.</source>
            <translation>Malig.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Malignant</source>
            <translation>Maligno</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Margin</source>
            <translation>Margen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Mark as reviewed and go to the next image</source>
            <translation>Marcar como revisada y pasar a la siguiente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Mark as reviewed and go to the next image (Enter)</source>
            <translation>Marcar como revisada y pasar a la siguiente (Intro)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Mean sensitivity of the classes seen</source>
            <translation>Sensibilidad media de las clases vistas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Menu key</source>
            <translation>Tecla de menú</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Model</source>
            <translation>Modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Model card</source>
            <translation>Ficha del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Model {name} ({precision})</source>
            <translation>Modelo {name} ({precision})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Models (*.onnx);;All files (*)</source>
            <translation>Modelos (*.onnx);;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Move the slider to mark the least sure answers</source>
            <translation>Mueva el control para marcar las respuestas menos seguras</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>NPV</source>
            <translation>VPN</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Name lesion</source>
            <translation>Nombrar lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Name lesions</source>
            <translation>Nombrar lesiones</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Name lesion…</source>
            <translation>Nombrar lesión…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Name patients</source>
            <translation>Nombrar pacientes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Name relative to what was dropped</source>
            <translation>Nombre relativo a lo que se soltó</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Ne&amp;w reading…</source>
            <translation>Nueva &amp;lectura…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>New reading</source>
            <translation>Nueva lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Next</source>
            <translation>Siguiente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Next (Enter)</source>
            <translation>Siguiente (Intro)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>No</source>
            <translation>No</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>No accelerator is used.</source>
            <translation>No se usa ningún acelerador.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>No image</source>
            <translation>Sin imagen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in the {n} folders.</source>
            <extracomment>of one: No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in {path}.</extracomment>
            <translation>
                <numerusform>No se encontró ninguna imagen (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) en {path}.</numerusform>
                <numerusform>No se encontró ninguna imagen (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) en las {n} carpetas.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>No image chosen</source>
            <translation>Ninguna imagen elegida</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>No image has both an answer of the model and a diagnosis of yours yet.</source>
            <translation>Ninguna imagen tiene aún una respuesta del modelo y un diagnóstico suyo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>No image has both an answer of the model and a known diagnosis yet.</source>
            <translation>Ninguna imagen tiene aún una respuesta del modelo y un diagnóstico conocido.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>No image to show</source>
            <translation>No hay imagen que mostrar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>No model</source>
            <translation>Sin modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>No model is open yet. Open one, or drop its .onnx file here; ham-export writes them.</source>
            <translation>Aún no hay ningún modelo abierto. Abra uno o suelte aquí su archivo .onnx; ham-export los escribe.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>No other model</source>
            <translation>Ningún otro modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>No other study</source>
            <translation>Ningún otro estudio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/model.py" />
            <source>No row matches the filter and the search</source>
            <translation>Ninguna fila coincide con el filtro y la búsqueda</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>None yet</source>
            <translation>Ninguna todavía</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>None, over the image, beside it (H)</source>
            <translation>Ninguno, sobre la imagen, al lado (H)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>None: agreement and seconds only</source>
            <translation>Ninguna: solo concordancia y segundos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>Not classified</source>
            <translation>No clasificada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Not evaluated for diagnosis; no result may guide the care of a patient.</source>
            <translation>No evaluado para el diagnóstico; ningún resultado puede guiar la atención de un paciente.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>Not opened, as the study that it was opened for is not open: {name}</source>
            <translation>No se abrió, porque el estudio para el que se abría no está abierto: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Not referred, of the other {count:,}</source>
            <translation>No derivadas, de las otras {count:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>Not searched to the end, as its study is not open: {names}. Drop it there.</source>
            <translation>No se buscó hasta el final, porque su estudio no está abierto: {names}. Suéltelo allí.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Note</source>
            <translation>Nota</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Note (optional)</source>
            <translation>Nota (opcional)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Note for {n:,} images</source>
            <extracomment>of one: Note for {n:,} image</extracomment>
            <translation>
                <numerusform>Nota para {n:,} imagen</numerusform>
                <numerusform>Nota para {n:,} imágenes</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Nothing can be written in {studies}: studies without a name are kept in {instead}, which the system may empty. Save what matters under a name.</source>
            <translation>En {studies} no se puede escribir: los estudios sin nombre se guardan en {instead}, que el sistema puede vaciar. Guarde con un nombre lo que importe.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Nothing is left.</source>
            <translation>No queda nada.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Nothing was said of this image yet.</source>
            <translation>Aún no se ha dicho nada de esta imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Numbers at the prevalence you set.</source>
            <translation>Números con la prevalencia que usted fijó.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Numbers, not to be relied on</source>
            <translation>Números en los que no se puede confiar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Of 1,000 images {referred} are referred; {figures}.</source>
            <translation>De cada 1 000 imágenes se derivan {referred}; {figures}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>On this computer</source>
            <translation>En este ordenador</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>One file with pictures and heat maps; opens offline and prints.</source>
            <translation>Un archivo con imágenes y mapas de calor; se abre sin conexión y se imprime.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>One moment…</source>
            <translation>Un momento…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>One picture per image. Arrow keys show the image beside the grid.</source>
            <translation>Una imagen por archivo. Las flechas la muestran junto a la cuadrícula.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>One reader's opinion is no reference standard.</source>
            <translation>La opinión de un solo lector no es un patrón de referencia.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/table_view.py" />
            <source>One row per image. Arrow keys show the image of a row beside the table.</source>
            <translation>Una fila por imagen. Las flechas muestran la imagen de una fila junto a la tabla.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Only files and folders of this computer can be dropped here</source>
            <translation>Aquí solo se pueden soltar archivos y carpetas de este ordenador</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Only one of a kind is opened at a time; not opened: {names}</source>
            <translation>De cada tipo solo se abre uno a la vez; no se abrió: {names}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Opacity of the heat map</source>
            <translation>Cuánto cubre el mapa de calor</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Open</source>
            <translation>Abrir</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;folder…</source>
            <translation>Abrir &amp;carpeta…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;images…</source>
            <translation>Abrir &amp;imágenes…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;model…</source>
            <translation>Abrir &amp;modelo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Open a model first: its classes are the answers that readers choose from.</source>
            <translation>Abra antes un modelo: sus clases son las respuestas entre las que eligen los lectores.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Open a model first: its diagnoses are what shares are given to.</source>
            <translation>Abra antes un modelo: a sus diagnósticos se dan las proporciones.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open a study and go on where it was left</source>
            <translation>Abrir un estudio y seguir donde se dejó</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Open a table of known diagnoses ({key}), or drop it on the window.</source>
            <translation>Abra una tabla de diagnósticos conocidos ({key}) o suéltela en la ventana.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open embedded mode&amp;l</source>
            <translation>Abrir el modelo in&amp;tegrado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open folder</source>
            <translation>Abrir carpeta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open folder…</source>
            <translation>Abrir carpeta…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open images</source>
            <translation>Abrir imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open images…</source>
            <translation>Abrir imágenes…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open known diagnoses</source>
            <translation>Abrir diagnósticos conocidos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open known diagnoses…</source>
            <translation>Abrir diagnósticos conocidos…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open model</source>
            <translation>Abrir modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open model…</source>
            <translation>Abrir modelo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open readin&amp;g…</source>
            <translation>Abrir lect&amp;ura…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Open reading</source>
            <translation>Abrir lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open s&amp;tudy…</source>
            <translation>Abrir &amp;estudio…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open study</source>
            <translation>Abrir estudio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open the folder that the image lies in</source>
            <translation>Abrir la carpeta donde está la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open the study {words}</source>
            <translation>Abrir el estudio {words}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Opening the model</source>
            <translation>Se abre el modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <location filename="../../desktop/gui/window.py" />
            <source>Opening the model…</source>
            <translation>Abriendo el modelo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Or go on where you left off</source>
            <translation>O seguir donde lo dejó</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Other answer</source>
            <translation>Otra respuesta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Other answer: {name}</source>
            <translation>Otra respuesta: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Other views give other numbers, and the two do not mix in one table.</source>
            <translation>Otras vistas dan otros números, y los dos no se mezclan en una tabla.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Outcome of the self-test</source>
            <translation>Resultado de la autoprueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own diagnosis</source>
            <translation>Diagnóstico propio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own malignant</source>
            <translation>Maligno propio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own probability</source>
            <translation>Probabilidad propia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>PDF (*.pdf)</source>
            <translation>PDF (*.pdf)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>PPV</source>
            <translation>VPP</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Pages of the settings</source>
            <translation>Páginas de los ajustes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Patients from names</source>
            <translation>Pacientes a partir de nombres</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Patients from names…</source>
            <translation>Pacientes a partir de nombres…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Pattern</source>
            <translation>Patrón</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Pause</source>
            <translation>Pausa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Paused</source>
            <translation>En pausa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Paused at {done:,} of {total:,}</source>
            <translation>En pausa en {done:,} de {total:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Precision</source>
            <translation>Precisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Prob.</source>
            <translation>Prob.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probabilities</source>
            <translation>Probabilidades</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Probabilities are calibrated on images like the validation images and drift on others.</source>
            <translation>Las probabilidades están calibradas con imágenes como las de validación y se desvían en otras.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Probability</source>
            <translation>Probabilidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <source>Probability of {name}</source>
            <translation>Probabilidad de {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Probability of {name}, 0 to 1</source>
            <translation>Probabilidad de {name}, de 0 a 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probability {probability}, all malignant classes together {malignant}, at your prevalence.</source>
            <translation>Probabilidad {probability}, todas las clases malignas en conjunto {malignant}, con su prevalencia.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probability {probability}, all malignant classes together {malignant}.</source>
            <translation>Probabilidad {probability}, todas las clases malignas en conjunto {malignant}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Progress</source>
            <translation>Progreso</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Proven by</source>
            <translation>Comprobado con</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Put this study away and begin another one</source>
            <translation>Dejar este estudio y empezar otro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Quality</source>
            <translation>Calidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>ROC area</source>
            <translation>Área ROC</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>ROC area of the malignancy score</source>
            <translation>Área ROC de la puntuación de malignidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>ROC area, mean over classes</source>
            <translation>Área ROC, media de las clases</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Read, or go on at the image where you left</source>
            <translation>Leer, o seguir en la imagen donde lo dejó</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Reader</source>
            <translation>Lector</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Reading</source>
            <translation>Lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Readings (*{suffix})</source>
            <translation>Lecturas (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Readings (*{suffix});;All files (*)</source>
            <translation>Lecturas (*{suffix});;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Ready: model {name}, {classes} classes, on {provider}</source>
            <translation>Listo: modelo {name}, {classes} clases, en {provider}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Recent models</source>
            <translation>Modelos recientes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Recipe</source>
            <translation>Receta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Red&amp;o</source>
            <translation>&amp;Rehacer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Ref.</source>
            <translation>Deriv.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Refer</source>
            <translation>Derivar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Refer when</source>
            <translation>Derivar cuando</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Referred, of {count:,} to refer</source>
            <translation>Derivadas, de {count:,} que se deben derivar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Remove f&amp;rom study</source>
            <translation>&amp;Quitar del estudio</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Report for the browser (HTML)</source>
            <translation>Informe para el navegador (HTML)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>Report of {n:,} images saved to {target}</source>
            <extracomment>of one: Report of {n:,} image saved to {target}</extracomment>
            <translation>
                <numerusform>Informe de {n:,} imagen guardado en {target}</numerusform>
                <numerusform>Informe de {n:,} imágenes guardado en {target}</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Report on paper (PDF)</source>
            <translation>Informe en papel (PDF)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Reset</source>
            <translation>Restablecer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/table_view.py" />
            <source>Results</source>
            <translation>Resultados</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/model.py" />
            <source>Results appear here as they come</source>
            <translation>Los resultados aparecen aquí según llegan</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>Results as pictures</source>
            <translation>Resultados como imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Results of two models do not mix in one table. The present ones stay in the study and are there again when their model is opened.</source>
            <translation>Los resultados de dos modelos no se mezclan en una tabla. Los actuales quedan en el estudio y vuelven cuando se abre su modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Resume</source>
            <translation>Reanudar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Review &amp;history…</source>
            <translation>&amp;Historial de la revisión…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Review history</source>
            <translation>Historial de la revisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <source>Reviewed</source>
            <translation>Revisada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Right</source>
            <translation>Correcto</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Right: {name}.</source>
            <translation>Correcto: {name}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Rows: a known diagnosis. Columns: the model's. A number shows its images.</source>
            <translation>Filas: un diagnóstico conocido. Columnas: el del modelo. Un número muestra sus imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Rows: your diagnosis. Columns: the model's. A number shows its images.</source>
            <translation>Filas: su diagnóstico. Columnas: el del modelo. Un número muestra sus imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Run &amp;self-test</source>
            <translation>Ejecutar &amp;autoprueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Runs on &lt;b&gt;{where}&lt;/b&gt;.</source>
            <translation>Se ejecuta en &lt;b&gt;{where}&lt;/b&gt;.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>Runs on {label}</source>
            <translation>Se ejecuta en {label}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Runs there, or says why not; nothing else is tried.</source>
            <translation>Se ejecuta ahí o dice por qué no; no se prueba nada más.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Same &amp;lesion</source>
            <translation>Mi&amp;sma lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Save</source>
            <translation>Guardar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save &amp;diagnostic report…</source>
            <translation>Guardar informe de &amp;diagnóstico…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save &amp;heat map of this image…</source>
            <translation>Guardar el mapa &amp;de calor de esta imagen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save agreement</source>
            <translation>Guardar concordancia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save all rows as CSV or JSON Lines, with a record of the run</source>
            <translation>Guardar todas las filas como CSV o JSON Lines, con un registro de la ejecución</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Save as…</source>
            <translation>Guardar como…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save diagnostic report</source>
            <translation>Guardar informe de diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save heat map</source>
            <translation>Guardar mapa de calor</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Save my answers</source>
            <translation>Guardar mis respuestas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Save my answers as a file…</source>
            <translation>Guardar mis respuestas en un archivo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save results</source>
            <translation>Guardar resultados</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save study &amp;as…</source>
            <translation>Guardar el estudio c&amp;omo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save study as</source>
            <translation>Guardar estudio como</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Save the reading</source>
            <translation>Guardar la lectura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Saving the table</source>
            <translation>Guardando la tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Say again what was taken back</source>
            <translation>Volver a decir lo que se retiró</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Say how sure you are (Ctrl+1 to Ctrl+5).</source>
            <translation>Diga cuán seguro está (de Ctrl+1 a Ctrl+5).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Say what you would do (Ctrl+E, Ctrl+F or Ctrl+L).</source>
            <translation>Diga qué haría (Ctrl+E, Ctrl+F o Ctrl+L).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Score</source>
            <translation>Puntuación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Score to refer by</source>
            <translation>Puntuación por la que se deriva</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search</source>
            <translation>Búsqueda</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search a folder for images that are not where they were</source>
            <translation>Buscar en una carpeta las imágenes que no están donde estaban</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search file names and diagnoses</source>
            <translation>Buscar en nombres de archivo y diagnósticos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search file or diagnosis</source>
            <translation>Buscar archivo o diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>Select two to four images with Ctrl, or an image of a lesion, to see them side by side.</source>
            <translation>Elija con Ctrl de dos a cuatro imágenes, o una imagen de una lesión, para verlas una al lado de otra.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Selected</source>
            <translation>Elegidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Sensitivity</source>
            <translation>Sensibilidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Session {session} of {sessions} comes next.</source>
            <translation>Ahora viene la sesión {session} de {sessions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Settings</source>
            <translation>Ajustes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Settings of the prevalence</source>
            <translation>Ajustes de la prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Share of the images that you look at yourself, the least sure first</source>
            <translation>Proporción de las imágenes que mira usted mismo, primero las menos seguras</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Share of {name}</source>
            <translation>Proporción de {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <location filename="../../desktop/gui/results/page.py" />
            <source>Show all</source>
            <translation>Mostrar todas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show differs from known</source>
            <translation>Mostrar las que difieren de lo conocido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show differs from you</source>
            <translation>Mostrar las que difieren de usted</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show failed</source>
            <translation>Mostrar las fallidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show in fol&amp;der</source>
            <translation>Mostrar en la carpe&amp;ta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Show in folder</source>
            <translation>Mostrar en la carpeta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show quality</source>
            <translation>Mostrar las de mala calidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show refer</source>
            <translation>Mostrar las que se derivan</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show reviewed</source>
            <translation>Mostrar las revisadas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the images of the patient and no others</source>
            <translation>Mostrar las imágenes del paciente y ninguna otra</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the results as a table</source>
            <translation>Mostrar los resultados como tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the results as pictures</source>
            <translation>Mostrar los resultados como imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show to review</source>
            <translation>Mostrar las pendientes de revisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show uncertain</source>
            <translation>Mostrar las inciertas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show unfamiliar</source>
            <translation>Mostrar las no familiares</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show where the image speaks for a class</source>
            <translation>Mostrar dónde habla la imagen a favor de una clase</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show yourself</source>
            <translation>Mostrar las que mira usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show {name}</source>
            <translation>Mostrar {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Shown</source>
            <translation>Mostradas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Shown twice</source>
            <translation>Mostradas dos veces</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Si&amp;ze of the pictures</source>
            <translation>Ta&amp;maño de las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Site</source>
            <translation>Localización</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Specificity</source>
            <translation>Especificidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Split</source>
            <translation>División</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stay</source>
            <translation>Quedarse</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stop</source>
            <translation>Detener</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stop here</source>
            <translation>Parar aquí</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Stop here and keep what is in the table</source>
            <translation>Parar aquí y conservar lo que hay en la tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Stop here and keep what is in the table ({key})</source>
            <translation>Parar aquí y conservar lo que hay en la tabla ({key})</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stop here and leave {n:,} images unclassified?</source>
            <extracomment>of one: Stop here and leave {n:,} image unclassified?</extracomment>
            <translation>
                <numerusform>¿Parar aquí y dejar {n:,} imagen sin clasificar?</numerusform>
                <numerusform>¿Parar aquí y dejar {n:,} imágenes sin clasificar?</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stop: {what}</source>
            <translation>Detener: {what}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Stopped. {kept}</source>
            <translation>Detenido. {kept}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stopping…</source>
            <translation>Deteniendo…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Studies (*{suffix})</source>
            <translation>Estudios (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Studies (*{suffix});;All files (*)</source>
            <translation>Estudios (*{suffix});;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Study saved as {path}. Whatever you do is kept there from now on.</source>
            <translation>Estudio guardado como {path}. Todo lo que haga se guarda allí desde ahora.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Summed probability of the malignant classes, 0 to 1</source>
            <translation>Suma de las probabilidades de las clases malignas, de 0 a 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Sure {value}</source>
            <translation>Seguro {value}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Sure? –</source>
            <translation>¿Seguro? –</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Surgical ink, rulers, hairs, gel bubbles and clipped frames can change the answer.</source>
            <translation>La tinta quirúrgica, las reglas, los pelos, las burbujas de gel y los bordes cortados pueden cambiar la respuesta.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Tab and Shift+Tab</source>
            <translation>Tab y Mayús+Tab</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Table</source>
            <translation>Tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Table (*.csv)</source>
            <translation>Tabla (*.csv)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Table (*.csv);;JSON (*.json)</source>
            <translation>Tabla (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Table (*.csv);;JSON Lines (*.jsonl);;All files (*)</source>
            <translation>Tabla (*.csv);;JSON Lines (*.jsonl);;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Table (CSV)</source>
            <translation>Tabla (CSV)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Table for spreadsheets</source>
            <translation>Tabla para hojas de cálculo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Tables (*.csv *.tsv *.CSV *.TSV);;All files (*)</source>
            <translation>Tablas (*.csv *.tsv *.CSV *.TSV);;Todos los archivos (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take back what was said last, of however many images</source>
            <translation>Retirar lo último que se dijo, de cuantas imágenes sea</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Take no further image, and go on later ({key})</source>
            <translation>No tomar más imágenes y continuar después ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take no further image, or go on</source>
            <translation>No tomar más imágenes, o continuar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take the selected images out of their lesion</source>
            <translation>Sacar las imágenes elegidas de su lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take the selected rows out; files and reviews are kept</source>
            <translation>Sacar las filas elegidas; los archivos y las revisiones se conservan</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Takes effect at once; nothing is classified again. Marked: {marks}</source>
            <translation>Vale enseguida; no se clasifica nada de nuevo. Marcado: {marks}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Teaching: show the truth after each answer</source>
            <translation>Enseñanza: mostrar la verdad tras cada respuesta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Temperature</source>
            <translation>Temperatura</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Text (*.txt)</source>
            <translation>Texto (*.txt)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>That was the last image. Thank you</source>
            <translation>Esa era la última imagen. Gracias</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>The N key; Enter goes on, Esc goes back to the images</source>
            <translation>La tecla N; Intro continúa, Esc vuelve a las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>The R key</source>
            <translation>La tecla R</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>The answers of the model are at the prevalence you set. </source>
            <translation>Las respuestas del modelo son con la prevalencia que usted fijó. </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>The answers were not saved: {error}.</source>
            <translation>Las respuestas no se guardaron: {error}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The chosen images on the whole screen, with all review keys</source>
            <translation>Las imágenes elegidas en toda la pantalla, con todas las teclas de revisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The clock stands while another window has the keyboard. Click here to go on.</source>
            <translation>El reloj está parado mientras otra ventana tiene el teclado. Haga clic aquí para seguir.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>The export was ended by a defect of this program; nothing was written.</source>
            <translation>La exportación terminó por un defecto de este programa; no se escribió nada.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The file</source>
            <translation>El archivo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The file holds no figures.</source>
            <translation>El archivo no contiene cifras.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>The first session is done</source>
            <translation>La primera sesión ha terminado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>The image cannot be shown: {problem}.</source>
            <translation>No se puede mostrar la imagen: {problem}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>The image on the whole screen, with all review keys</source>
            <translation>La imagen en toda la pantalla, con todas las teclas de revisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/strip.py" />
            <source>The images before and after</source>
            <translation>Las imágenes anteriores y siguientes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>The lesion of these images is called</source>
            <translation>La lesión de estas imágenes se llama</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The lesion that the image shows</source>
            <translation>La lesión que muestra la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The likeliest class by the model's own numbers, without your prevalence</source>
            <translation>La clase más probable según los números propios del modelo, sin su prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The likeliest class, by the model</source>
            <translation>La clase más probable, según el modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>The logits of {views} views are averaged, which takes {views} times as long.</source>
            <translation>Se promedian los logits de {views} vistas, lo que tarda {views} veces más.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>The model &amp;against</source>
            <translation>El modelo &amp;frente a</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The model against your diagnoses</source>
            <translation>El modelo frente a sus diagnósticos</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/model_loading.py" />
            <source>The model could not be opened: a defect of this program.</source>
            <translation>No se pudo abrir el modelo: un defecto de este programa.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>The model file (contract version {contract}) does not tell the shares of its training images, so that its numbers cannot be turned to others. Exported again it does.</source>
            <translation>El archivo de modelo (versión de contrato {contract}) no dice las proporciones de sus imágenes de entrenamiento, así que sus números no se pueden convertir. Exportado de nuevo, sí.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The model has no operating point, so it refers no image.</source>
            <translation>El modelo no tiene punto de operación, así que no deriva ninguna imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The model that this program came with</source>
            <translation>El modelo que viene con este programa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>The model's answer</source>
            <translation>La respuesta del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The model's own of its likeliest class, without your prevalence</source>
            <translation>La propia del modelo para su clase más probable, sin su prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The model's own of the malignant classes, without your prevalence</source>
            <translation>La propia del modelo para las clases malignas, sin su prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <source>The model's own probability of {name}, without your prevalence</source>
            <translation>La probabilidad propia del modelo de {name}, sin su prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>The numbers shown are the model's own again.</source>
            <translation>Los números mostrados son de nuevo los propios del modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The open model's card, figures and limits; its self-test</source>
            <translation>La ficha, las cifras y los límites del modelo abierto; su autoprueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/patients.py" />
            <source>The patients of this study cannot be told any more: {error}</source>
            <translation>Ya no se puede decir qué pacientes hay en este estudio: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The picture beside the table, with its heat map</source>
            <translation>La imagen junto a la tabla, con su mapa de calor</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>The picture is in the clipboard.</source>
            <translation>La imagen está en el portapapeles.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>The picture with its heat map is in the clipboard.</source>
            <translation>La imagen con su mapa de calor está en el portapapeles.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>The review of {n:,} images is not on the disk yet.</source>
            <extracomment>of one: The review of {n:,} image is not on the disk yet.</extracomment>
            <translation>
                <numerusform>La revisión de {n:,} imagen aún no está en el disco.</numerusform>
                <numerusform>La revisión de {n:,} imágenes aún no está en el disco.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>The review of {n:,} images is not on the disk yet; make room there, or save the study under another name, before leaving it: {why}</source>
            <extracomment>of one: The review of {n:,} image is not on the disk yet; make room there, or save the study under another name, before leaving it: {why}</extracomment>
            <translation>
                <numerusform>La revisión de {n:,} imagen aún no está en el disco; haga sitio allí o guarde el estudio con otro nombre antes de dejarlo: {why}</numerusform>
                <numerusform>La revisión de {n:,} imágenes aún no está en el disco; haga sitio allí o guarde el estudio con otro nombre antes de dejarlo: {why}</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>The run was ended by a defect of this program; the rows so far are kept.</source>
            <translation>La ejecución terminó por un defecto de este programa; las filas hasta ahí se conservan.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>The same diagnosis</source>
            <translation>El mismo diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>The same on A4 pages.</source>
            <translation>Lo mismo en páginas A4.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The score that decides on referral, 0 to 1</source>
            <translation>La puntuación que decide la derivación, de 0 a 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>The seconds you look at each image are kept. The clock stands and the image is covered while another window has the keyboard. You may pause or close the window at any time: every answer is kept at once, and you go on at the same image.</source>
            <translation>Se guardan los segundos que mira cada imagen. El reloj se para y la imagen se tapa mientras otra ventana tiene el teclado. Puede hacer una pausa o cerrar la ventana en cualquier momento: cada respuesta se guarda enseguida y sigue en la misma imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The selected images show one lesion: one joint score</source>
            <translation>Las imágenes elegidas muestran una lesión: una puntuación conjunta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/referral.py" />
            <source>The threshold that was set belongs to another model and is not taken over. It is {name} now; the slider sets it.</source>
            <translation>El umbral que se fijó es de otro modelo y no se conserva. Ahora es {name}; el control deslizante lo fija.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/referral.py" />
            <source>The threshold that was set belongs to another model and is not taken over. No image is referred now; the slider sets it.</source>
            <translation>El umbral que se fijó es de otro modelo y no se conserva. Ahora no se deriva ninguna imagen; el control deslizante lo fija.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The truth is {name}; you said {said}.</source>
            <translation>La verdad es {name}; usted dijo {said}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The truth of this image is not known.</source>
            <translation>No se conoce la verdad de esta imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>The {count:,} of the table</source>
            <translation>Las {count:,} de la tabla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>There is no picture to copy: choose an image first.</source>
            <translation>No hay ninguna imagen que copiar: elija antes una.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/sample.py" />
            <source>These images are drawn by this program, and the model knows photographs: whatever it names them says nothing. They are there to try the window with; Ctrl+N puts them away.</source>
            <translation>Estas imágenes están dibujadas por este programa, y el modelo conoce fotografías: lo que diga de ellas no significa nada. Están para probar la ventana; Ctrl+N las aparta.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>These rows are answers of the model {name}, and another one is open. Open that model to add images, or choose Edit &gt; Classify again with the open model.</source>
            <translation>Estas filas son respuestas del modelo {name}, y hay otro abierto. Abra aquel modelo para añadir imágenes, o elija Editar &gt; Clasificar de nuevo con el modelo abierto.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>They are searched for in {folder} when the run has ended.</source>
            <translation>Se buscarán en {folder} cuando termine la ejecución.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>This answer is not kept: {error}</source>
            <translation>Esta respuesta no está guardada: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>This file could not be read: {error}.</source>
            <translation>Este archivo no se pudo leer: {error}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the model's own numbers; it is shown with the prevalence {now} now, as the settings say.</source>
            <translation>Este estudio se vio por última vez con los números propios del modelo; ahora se muestra con la prevalencia {now}, como dicen los ajustes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the prevalence {kept}; it is shown with the numbers of the model itself now, as the settings say.</source>
            <translation>Este estudio se vio por última vez con la prevalencia {kept}; ahora se muestra con los números propios del modelo, como dicen los ajustes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the prevalence {kept}; it is shown with the prevalence {now} now, as the settings say.</source>
            <translation>Este estudio se vio por última vez con la prevalencia {kept}; ahora se muestra con la prevalencia {now}, como dicen los ajustes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Threshold of the operating point</source>
            <translation>Umbral del punto de operación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Threshold or target, written</source>
            <translation>Umbral u objetivo, escrito</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Thresholds were set on validation; the figures are those on test.</source>
            <translation>Los umbrales se fijaron con la validación; las cifras son las de la prueba.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Thresholds were set on validation; the figures are those on validation.</source>
            <translation>Los umbrales se fijaron con la validación; las cifras son las de la validación.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Time for a break</source>
            <translation>Hora de un descanso</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Title (readers see it)</source>
            <translation>Título (lo ven los lectores)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>To review</source>
            <translation>Por revisar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Tools</source>
            <translation>Herramientas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Tries each in this order and takes the first that passes the model's self-test.</source>
            <translation>Prueba cada uno en este orden y toma el primero que supera la autoprueba del modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Truth</source>
            <translation>Verdad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Try with drawn sample images</source>
            <translation>Probar con imágenes de muestra dibujadas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>Trying what this computer can run the network on</source>
            <translation>Probando en qué puede ejecutar la red este ordenador</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Two sessions: all unaided, later all aided</source>
            <translation>Dos sesiones: todas sin ayuda, más tarde todas con ella</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Two to four images side by side: the selected ones, or a lesion's</source>
            <translation>De dos a cuatro imágenes una al lado de otra: las elegidas, o las de una lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>U&amp;ngroup lesion</source>
            <translation>Desa&amp;grupar lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Unaided, then aided: each image twice in a row</source>
            <translation>Sin ayuda y luego con ella: cada imagen dos veces seguidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Unaided: readers alone</source>
            <translation>Sin ayuda: solo los lectores</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Uncertain</source>
            <translation>Incierta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Undo</source>
            <translation>Deshacer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>Unfamiliar</source>
            <translation>No familiar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Unfamiliar image: no diagnosis named</source>
            <translation>Imagen no familiar: sin diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Unfamiliarity</source>
            <translation>No familiaridad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Unfamiliarity {value}; flagged from {least}</source>
            <translation>No familiaridad {value}; se marca desde {least}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study</source>
            <translation>Estudio sin nombre</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study, {name}</source>
            <translation>Estudio sin nombre, {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study, {name}: {view}</source>
            <translation>Estudio sin nombre, {name}: {view}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Versions</source>
            <translation>Versiones</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Wait for the run to end, or cancel it, before making a reading.</source>
            <translation>Espere a que termine la ejecución, o cancélela, antes de crear una lectura.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>Wait for the run to end, or cancel it, before opening another model.</source>
            <translation>Espere a que termine la ejecución, o cancélela, antes de abrir otro modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Washout</source>
            <translation>Periodo de lavado</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Web page (*.html)</source>
            <translation>Página web (*.html)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>What</source>
            <translation>Qué</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What is expected of the threshold does not hold here.</source>
            <translation>Lo que se espera del umbral no vale aquí.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What is expected of the threshold is of all sources together.</source>
            <translation>Lo que se espera del umbral es de todas las fuentes juntas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>What is in the table stays. Dropping the same folder again goes on from here.</source>
            <translation>Lo que hay en la tabla se queda. Si suelta otra vez la misma carpeta, sigue desde aquí.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>What it answers</source>
            <translation>Qué responde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>What it learned from</source>
            <translation>De qué aprendió</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>What speaks for {name}: yellow the most, clear nothing</source>
            <translation>Lo que habla a favor de {name}: amarillo lo más, transparente nada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>What the model says of the image</source>
            <translation>Lo que el modelo dice de la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What this threshold gives there was not measured.</source>
            <translation>No se midió lo que da este umbral ahí.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>What to do: excise, follow, leave</source>
            <translation>Qué hacer: extirpar, controlar, dejar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>What to look at twice, and why an image failed</source>
            <translation>Qué mirar dos veces, y por qué falló una imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>What was copied stays.</source>
            <translation>Lo copiado se queda.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>What was said of this image, act by act</source>
            <translation>Lo que se dijo de esta imagen, paso a paso</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>What would you do? (Ctrl+E, Ctrl+F, Ctrl+L)</source>
            <translation>¿Qué haría? (Ctrl+E, Ctrl+F, Ctrl+L)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/image_view.py" />
            <source>Wheel, + and - zoom; drag and arrow keys move; Z shows single pixels or all; F full screen</source>
            <translation>La rueda, + y - amplían y reducen; arrastrar y las flechas mueven; Z muestra píxeles o todo; F pantalla completa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>When it refers</source>
            <translation>Cuándo deriva</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Where a person named a diagnosis, sort by that</source>
            <translation>Donde una persona dio un diagnóstico, ordenar por él</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Where the image speaks for a class: from blue (little) to yellow (most, for this image)</source>
            <translation>Dónde habla la imagen a favor de una clase: de azul (poco) a amarillo (lo más, en esta imagen)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the answer is among the least sure, that you want to look at yourself</source>
            <translation>Si la respuesta está entre las menos seguras, que quiere mirar usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the model names the known diagnosis</source>
            <translation>Si el modelo da el diagnóstico conocido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the model names your diagnosis</source>
            <translation>Si el modelo da su diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the score that decides reaches its threshold</source>
            <translation>Si la puntuación que decide alcanza su umbral</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Which images</source>
            <translation>Qué imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Window</source>
            <translation>Ventana</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>With the model's answer</source>
            <translation>Con la respuesta del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>With the model's answer. Yours was {name}; answer again, whether it changes or not.</source>
            <translation>Con la respuesta del modelo. La suya fue {name}; responda otra vez, cambie o no.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Without the model: your own answer</source>
            <translation>Sin el modelo: su propia respuesta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Writing the report</source>
            <translation>Escribiendo el informe</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>Yes</source>
            <translation>Sí</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer all images by yourself. After a pause of days you answer them again, with a model's answer beside each.</source>
            <translation>Responde a todas las imágenes usted solo. Tras una pausa de días responde otra vez, con la respuesta de un modelo junto a cada una.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer by yourself.</source>
            <translation>Responde usted solo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer by yourself; that answer is kept for good, the model's is shown, and you answer again.</source>
            <translation>Responde usted solo; esa respuesta queda para siempre, se muestra la del modelo y responde otra vez.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You see a model's answer beside each image.</source>
            <translation>Ve la respuesta de un modelo junto a cada imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your confidence, 1 a guess to 5 certain</source>
            <translation>Su confianza, de 1 (al azar) a 5 (seguro)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your confidence: 1 a guess, 5 certain (Alt+1 to Alt+5, Alt+0 takes it back)</source>
            <translation>Su confianza: 1 al azar, 5 seguro (de Alt+1 a Alt+5; Alt+0 la retira)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your diagnosis, and ✓ where the image is settled</source>
            <translation>Su diagnóstico, y ✓ donde la imagen está revisada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your diagnosis: {name}</source>
            <translation>Su diagnóstico: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Your name or a pseudonym</source>
            <translation>Su nombre o un seudónimo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your note</source>
            <translation>Su nota</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Your prevalence: uniform.</source>
            <translation>Su prevalencia: uniforme.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Your prevalence: {share:.2g} {what}.</source>
            <translation>Su prevalencia: {share:.2g} {what}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your review</source>
            <translation>Su revisión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>Your review is not on the disk yet and is tried again every few seconds: {why}</source>
            <translation>Su revisión aún no está en el disco y se intenta de nuevo cada pocos segundos: {why}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your review of {n:,} images</source>
            <extracomment>of one: Your review of {n:,} image</extracomment>
            <translation>
                <numerusform>Su revisión de {n:,} imagen</numerusform>
                <numerusform>Su revisión de {n:,} imágenes</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Your share</source>
            <translation>Su proporción</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Yourself</source>
            <translation>Usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Z in the image</source>
            <translation>Z en la imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>an answer cannot be changed afterwards</source>
            <translation>una respuesta no se puede cambiar después</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>at least {threshold}</source>
            <translation>al menos {threshold}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>can be used</source>
            <translation>se puede usar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>cancelled; Continue, or drop the same folder again, to go on</source>
            <translation>cancelada; para seguir, pulse Proseguir o suelte otra vez la misma carpeta</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>certain</source>
            <translation>seguro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>copy one cell</source>
            <translation>copiar una celda</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>copy the selected rows</source>
            <translation>copiar las filas elegidas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>enlarge, shrink, single pixels or all of it</source>
            <translation>ampliar, reducir, píxeles o todo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>failed</source>
            <translation>fallida</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>fingerprint {mark}</source>
            <translation>huella {mark}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>from one part of the window to the next</source>
            <translation>de una parte de la ventana a la siguiente</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>heat map over the image, beside it, none</source>
            <translation>mapa de calor sobre la imagen, al lado, ninguno</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>how sure you are; Alt+0 takes it back</source>
            <translation>cuán seguro está; Alt+0 lo retira</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>images</source>
            <translation>imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>it did not pass the start or the self-test with this model</source>
            <translation>no superó el arranque o la autoprueba con este modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>it did not start</source>
            <translation>no arrancó</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/keys.py" />
            <source>keys 1 to {last}</source>
            <translation>teclas 1 a {last}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/keys.py" />
            <source>keys 1 to {last}, then the letters before the answers</source>
            <translation>teclas 1 a {last}, después las letras delante de las respuestas</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>leave the option out</source>
            <translation>omita la opción</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>lesion {name}</source>
            <translation>lesión {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>little</source>
            <translation>poco</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>malignant</source>
            <translation>maligno</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>most</source>
            <translation>lo más</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>move it</source>
            <translation>moverla</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>no image</source>
            <translation>ninguna imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none</source>
            <translation>ninguna</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none; all answers are right in {right}</source>
            <translation>ninguna; todas las respuestas aciertan en {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none; right in {right}</source>
            <translation>ninguna; aciertan {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>not copied: {which}</source>
            <translation>no copiadas: {which}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>not copied: {which} and {more:,} more</source>
            <translation>no copiadas: {which} y {more:,} más</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>not measured</source>
            <translation>no medido</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>not named</source>
            <translation>sin nombre</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>once</source>
            <translation>una vez</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>other, not assessable, no lesion</source>
            <translation>otro, no valorable, sin lesión</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>refers where</source>
            <translation>deriva cuando</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>reset it</source>
            <translation>restablézcala</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>reviewed</source>
            <translation>revisada</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>reviewed or not</source>
            <translation>revisada o no</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>reviewed, and on to the next that is to review; on a button, presses it</source>
            <translation>revisada, y a la siguiente por revisar; en un botón, lo pulsa</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>sensitivity</source>
            <translation>sensibilidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>sensitivity {sensitivity}   specificity {specificity}</source>
            <translation>sensibilidad {sensitivity}   especificidad {specificity}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>specificity</source>
            <translation>especificidad</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>take your diagnosis back</source>
            <translation>retirar su diagnóstico</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>test</source>
            <translation>prueba</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>the first and the last image</source>
            <translation>la primera y la última imagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>the least sure {share}, here {here:,} of {answered:,}; the rest is right in {right}</source>
            <translation>el {share} menos seguro, aquí {here:,} de {answered:,}; el resto acierta en {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>the model file holds no figures
for this threshold</source>
            <translation>el archivo de modelo no tiene cifras
para este umbral</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>the next image or the one before</source>
            <translation>la imagen siguiente o la anterior</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>the prevalence</source>
            <translation>la prevalencia</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>the whole frame squashed to {side} x {side} pixels</source>
            <translation>toda la imagen comprimida a {side} x {side} píxeles</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>to</source>
            <translation>a</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>under 1 s</source>
            <translation>menos de 1 s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>unsure</source>
            <translation>inseguro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>validation</source>
            <translation>validación</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>what can be done with the row</source>
            <translation>lo que se puede hacer con la fila</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>write a note; Enter goes on, Esc back to the images</source>
            <translation>escribir una nota; Intro continúa, Esc vuelve a las imágenes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>you: {said}</source>
            <translation>usted: {said}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>your diagnosis, in the order of the buttons</source>
            <translation>su diagnóstico, en el orden de los botones</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>yourself</source>
            <translation>usted mismo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{answered} of {steps} answers are given, and all of them are kept.</source>
            <translation>Se han dado {answered} de {steps} respuestas, y todas están guardadas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>{classified:,} classified, {failed:,} failed</source>
            <translation>clasificadas: {classified:,}, fallidas: {failed:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>{data}: {images:,} images of {lesions:,} lesions</source>
            <translation>{data}: {images:,} imágenes de {lesions:,} lesiones</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{done:,} of {total:,}</source>
            <translation>{done:,} de {total:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{done:,} of {total:,} so far</source>
            <translation>{done:,} de {total:,} hasta ahora</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>{done}, session {session} of {sessions}</source>
            <translation>{done}, sesión {session} de {sessions}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>{figures}, the point {name}</source>
            <translation>{figures}, el punto {name}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>{first} and {n:,} more</source>
            <extracomment>of one: {first} and {n:,} more</extracomment>
            <translation>
                <numerusform>{first} y {n:,} más</numerusform>
                <numerusform>{first} y {n:,} más</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{hours} h {minutes:02d} min</source>
            <translation>{hours} h {minutes:02d} min</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>{how}; then Enter</source>
            <translation>{how}; después Intro</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{images:,} images are of {lesions:,} lesions now.</source>
            <translation>{images:,} imágenes son ahora de {lesions:,} lesiones.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>{images:,} images of {count:,} lesions, {several:,} of them with several images; the largest is {example} with {size:,}.</source>
            <translation>{images:,} imágenes de {count:,} lesiones, {several:,} de ellas con varias imágenes; la mayor es {example} con {size:,}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>{images:,} images of {count:,} patients, {several:,} of them with several images; the largest is {example} with {size:,}.</source>
            <translation>{images:,} imágenes de {count:,} pacientes, {several:,} de ellos con varias imágenes; el mayor es {example} con {size:,}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>{images} images, {with_truth} with truth, are in {target}. {notes}</source>
            <translation>{images} imágenes, {with_truth} con verdad, están en {target}. {notes}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{images} of {patients} now. A click on the title Patient puts them together; {key} shows those of one.</source>
            <translation>Ahora {images} de {patients}. Un clic en el título Paciente las junta; {key} muestra las de uno.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with a known diagnosis of {lesions}.</source>
            <translation>{images} con un diagnóstico conocido, de {lesions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with a known diagnosis.</source>
            <translation>{images} con un diagnóstico conocido.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with your diagnosis of {lesions}.</source>
            <translation>{images} con su diagnóstico, de {lesions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with your diagnosis.</source>
            <translation>{images} con su diagnóstico.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>{keys} choose one</source>
            <translation>{keys} eligen una</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{key}</source>
            <translation>{key}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{label} was asked for by name.</source>
            <translation>{label} se pidió por su nombre.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{lost:,} of {total:,} images are not where they were: their answers and reviews are kept, and there is no picture of them.</source>
            <translation>{lost:,} de {total:,} imágenes no están donde estaban: sus respuestas y revisiones se conservan, y no hay imagen de ellas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>{method}; flagged at the {threshold}</source>
            <translation>{method}; se marca en: {threshold}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{minutes} min {seconds:02d} s</source>
            <translation>{minutes} min {seconds:02d} s</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{n:,} images</source>
            <extracomment>of one: {n:,} image</extracomment>
            <translation>
                <numerusform>{n:,} imagen</numerusform>
                <numerusform>{n:,} imágenes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{n:,} images are classified again: changed since, or not readable then.</source>
            <extracomment>of one: {n:,} image is classified again: changed since, or not readable then.</extracomment>
            <translation>
                <numerusform>{n:,} imagen se clasifica de nuevo: cambió desde entonces o no se pudo leer.</numerusform>
                <numerusform>{n:,} imágenes se clasifican de nuevo: cambiaron desde entonces o no se pudieron leer.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} images copied to {target}</source>
            <extracomment>of one: {n:,} image copied to {target}</extracomment>
            <translation>
                <numerusform>{n:,} imagen copiada a {target}</numerusform>
                <numerusform>{n:,} imágenes copiadas a {target}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{n:,} images of the study moved here; answers and reviews are theirs still.</source>
            <extracomment>of one: {n:,} image of the study moved here; answers and reviews are theirs still.</extracomment>
            <translation>
                <numerusform>{n:,} imagen del estudio se trasladó aquí; su respuesta y su revisión la siguen.</numerusform>
                <numerusform>{n:,} imágenes del estudio se trasladaron aquí; sus respuestas y revisiones las siguen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/removing.py" />
            <source>{n:,} images removed from the study. The files and your review are kept.</source>
            <extracomment>of one: {n:,} image removed from the study. The file and your review are kept.</extracomment>
            <translation>
                <numerusform>{n:,} imagen quitada del estudio. El archivo y su revisión se conservan.</numerusform>
                <numerusform>{n:,} imágenes quitadas del estudio. Los archivos y su revisión se conservan.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{n:,} images wait for a model. Open one, or drop its .onnx file here.</source>
            <extracomment>of one: {n:,} image waits for a model. Open one, or drop its .onnx file here.</extracomment>
            <translation>
                <numerusform>{n:,} imagen espera un modelo. Abra uno o suelte aquí su archivo .onnx.</numerusform>
                <numerusform>{n:,} imágenes esperan un modelo. Abra uno o suelte aquí su archivo .onnx.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} images were found beside the study, which moved with them.</source>
            <extracomment>of one: {n:,} image was found beside the study, which moved with them.</extracomment>
            <translation>
                <numerusform>Se encontró {n:,} imagen junto al estudio, que se trasladó con ella.</numerusform>
                <numerusform>Se encontraron {n:,} imágenes junto al estudio, que se trasladó con ellas.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} images were found in {folder}.</source>
            <extracomment>of one: {n:,} image was found in {folder}.</extracomment>
            <translation>
                <numerusform>Se encontró {n:,} imagen en {folder}.</numerusform>
                <numerusform>Se encontraron {n:,} imágenes en {folder}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} images without a diagnosis left out</source>
            <extracomment>of one: {n:,} image without a diagnosis left out</extracomment>
            <translation>
                <numerusform>{n:,} imagen sin diagnóstico omitida</numerusform>
                <numerusform>{n:,} imágenes sin diagnóstico omitidas</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} lesions</source>
            <extracomment>of one: {n:,} lesion</extracomment>
            <translation>
                <numerusform>{n:,} lesión</numerusform>
                <numerusform>{n:,} lesiones</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{n:,} patients</source>
            <extracomment>of one: {n:,} patient</extracomment>
            <translation>
                <numerusform>{n:,} paciente</numerusform>
                <numerusform>{n:,} pacientes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} rows saved to {target}</source>
            <extracomment>of one: {n:,} row saved to {target}</extracomment>
            <translation>
                <numerusform>{n:,} fila guardada en {target}</numerusform>
                <numerusform>{n:,} filas guardadas en {target}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} that could not be read</source>
            <extracomment>of one: {n:,} that could not be read</extracomment>
            <translation>
                <numerusform>{n:,} que no se pudo leer</numerusform>
                <numerusform>{n:,} que no se pudieron leer</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} were found. </source>
            <extracomment>of one: {n:,} was found. </extracomment>
            <translation>
                <numerusform>Se encontró {n:,}. </numerusform>
                <numerusform>Se encontraron {n:,}. </numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} with a diagnosis that this model has no class for</source>
            <extracomment>of one: {n:,} with a diagnosis that this model has no class for</extracomment>
            <translation>
                <numerusform>{n:,} con un diagnóstico para el que este modelo no tiene clase</numerusform>
                <numerusform>{n:,} con un diagnóstico para el que este modelo no tiene clase</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>{name}  (malignant)</source>
            <translation>{name}  (maligno)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>{name} has a diagnosis for {known:,} of {total:,} images.</source>
            <translation>{name} tiene un diagnóstico para {known:,} de {total:,} imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>{name} score</source>
            <translation>Puntuación: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name} {share}, malignant {malignant}</source>
            <translation>{name} {share}, maligno {malignant}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}, as the model says.</source>
            <translation>{name}, como dice el modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name}, {counted} together: {answer}</source>
            <translation>{name}, {counted} en conjunto: {answer}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name}, {counted}: none of them can be counted, so there is no joint score.</source>
            <translation>{name}, {counted}: ninguna cuenta, así que no hay puntuación conjunta.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}; the model names none.</source>
            <translation>{name}; el modelo no da ninguno.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}; the model: {model}.</source>
            <translation>{name}; el modelo: {model}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{notice}. Images stay on this computer and are never changed.</source>
            <translation>{notice}. Las imágenes se quedan en este ordenador y nunca se cambian.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>{number}  {title}</source>
            <translation>{number}  {title}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>{n} images in random order, with a break after every {length}.</source>
            <extracomment>of one: {n} image in random order, with a break after every {length}.</extracomment>
            <translation>
                <numerusform>{n} imagen en orden aleatorio, con un descanso cada {length}.</numerusform>
                <numerusform>{n} imágenes en orden aleatorio, con un descanso cada {length}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/opening.py" />
            <source>{path} cannot be opened; it may have been moved, or the system has no program for it.</source>
            <translation>{path} no se puede abrir; puede que se haya movido o que el sistema no tenga programa para ello.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/relinking.py" />
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{path} cannot be searched: {why}</source>
            <translation>{path} no se puede explorar: {why}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/opening.py" />
            <source>{path} cannot be shown; it may have been moved, or its drive taken away.</source>
            <translation>{path} no se puede mostrar; puede que se haya movido o que se haya retirado su unidad.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>{path} cannot be written: it can be looked at, and what you change is not kept unless you save the study under another name.</source>
            <translation>{path} no se puede escribir: se puede mirar, y lo que cambie no se guarda a menos que guarde el estudio con otro nombre.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>{path} speaks of none of these images: it calls them by names such as '{example}'.</source>
            <translation>{path} no habla de ninguna de estas imágenes: las llama con nombres como '{example}'.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{path}, the model opened last, is not there any more. The embedded model is open instead.</source>
            <translation>{path}, el último modelo abierto, ya no está ahí. En su lugar está abierto el modelo integrado.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>{place}.  {several}Enter reviewed and next, R reviewed, N note, H heat map, Z single pixels, Esc back</source>
            <translation>{place}.  {several}Intro revisada y siguiente, R revisada, N nota, H mapa de calor, Z píxeles, Esc volver</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>{problem}. The numbers shown are the model's own.</source>
            <translation>{problem}. Los números mostrados son los propios del modelo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} Save your answers as a file if you read for somebody else.</source>
            <translation>{progress} Guarde sus respuestas en un archivo si lee para otra persona.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} The clock stands. You go on at the same image.</source>
            <translation>{progress} El reloj está parado. Sigue en la misma imagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} The second begins on {when}.</source>
            <translation>{progress} La segunda empieza el {when}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>{provider}  (not on this computer)</source>
            <translation>{provider}  (no en este ordenador)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>{ran:,} of them now, in {seconds}</source>
            <translation>{ran:,} de ellas ahora, en {seconds}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{rate} images/s</source>
            <translation>{rate} imágenes/s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>{row:,} of {rows:,}</source>
            <translation>{row:,} de {rows:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{rows} answers saved to {target}. Send that file to whoever leads the study.</source>
            <translation>{rows} respuestas guardadas en {target}. Envíe ese archivo a quien dirige el estudio.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>{scope}  ({count:,})</source>
            <translation>{scope}  ({count:,})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>{sentence}.{so_far}</source>
            <translation>{sentence}.{so_far}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>{share}, here {here:,} of {answered:,}; the rest right in {right}</source>
            <translation>{share}, aquí {here:,} de {answered:,}; el resto acierta en {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/page.py" />
            <source>{shown:,} of {total:,} shown</source>
            <translation>{shown:,} de {total:,} a la vista</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/preview.py" />
            <source>{size}, changed {changed:%Y-%m-%d %H:%M}</source>
            <translation>{size}, modificado {changed:%Y-%m-%d %H:%M}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>{target} is the image itself, which is only read; choose another name.</source>
            <translation>{target} es la propia imagen, que solo se lee; elija otro nombre.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  as asked for</source>
            <translation>{text}  ·  como se pidió</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  no accelerator: {short}</source>
            <translation>{text}  ·  sin acelerador: {short}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  {rate} images/s</source>
            <translation>{text}  ·  {rate} imágenes/s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{there:,} there already</source>
            <translation>ya estaban: {there:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{time} left</source>
            <translation>quedan {time}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>{tip} ({key})</source>
            <translation>{tip} ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>{title}, beside them the model's own</source>
            <translation>{title}, al lado los propios del modelo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>{views} times</source>
            <translation>{views} veces</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>{what} ({key})</source>
            <translation>{what} ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>{what}: {done:,} of {total:,}</source>
            <translation>{what}: {done:,} de {total:,}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>{what}: {n:,} images</source>
            <extracomment>of one: {what}: {n:,} image</extracomment>
            <translation>
                <numerusform>{what}: {n:,} imagen</numerusform>
                <numerusform>{what}: {n:,} imágenes</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>{why}. Save the study under another name, or make room; it is then written at once.</source>
            <translation>{why}. Guarde el estudio con otro nombre o haga sitio; entonces se escribe enseguida.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{why}. The embedded model is opened instead.</source>
            <translation>{why}. En su lugar se abre el modelo integrado.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{why}. The model {path} is opened instead.</source>
            <translation>{why}. En su lugar se abre el modelo {path}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>{width:,} × {height:,} pixels</source>
            <translation>{width:,} × {height:,} píxeles</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{words}	{key}</source>
            <translation>{words}	{key}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{words}: {act}</source>
            <translation>{words}: {act}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>{words}…</source>
            <translation>{words}…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>⚠ Cannot be used: {reason}. Choose another to save.</source>
            <translation>⚠ No se puede usar: {reason}. Elija otro para guardar.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>⚠ No lesion is told for any of {count:,} images.</source>
            <translation>⚠ No se indica lesión para ninguna de {count:,} imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>⚠ No patient is told for any of {count:,} images.</source>
            <translation>⚠ No se indica paciente para ninguna de {count:,} imágenes.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>⚠ Refer</source>
            <translation>⚠ Derivar</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>⚠ not on the disk</source>
            <translation>⚠ no está en el disco</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>⚠ {problem}. Choose another provider in the settings, or export the model again.</source>
            <translation>⚠ {problem}. Elija otro proveedor en los ajustes o exporte el modelo de nuevo.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>⚠ {text}</source>
            <translation>⚠ {text}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>✓ Passed on {where}: the answers are exactly the expected ones.</source>
            <translation>✓ Superada en {where}: las respuestas son exactamente las esperadas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>✓ Passed on {where}: the answers differ from the expected ones by {difference:.2g} at most, and {allowed:.2g} is allowed (logits).</source>
            <translation>✓ Superada en {where}: las respuestas difieren de las esperadas en {difference:.2g} como mucho, y se permite {allowed:.2g} (logits).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>✗ differs</source>
            <translation>✗ difiere</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>✗ wrong</source>
            <translation>✗ mal</translation>
        </message>
    </context>
</TS>
