"""Taking a figure away: files, citations and the pack, all from one ``Drawing``.

Nothing here asks the data or knows Streamlit; what is heavy is loaded when it is asked for.
"""

from dashboard.takeaway.bundle import pack
from dashboard.takeaway.chrome import PictureError
from dashboard.takeaway.chrome import close as close_browser
from dashboard.takeaway.chrome import unavailable as pictures_available
from dashboard.takeaway.cite import Citation, citation
from dashboard.takeaway.formats import FORMATS, Format, SaveError, file, file_name, files, save

__all__ = [
    "FORMATS",
    "Citation",
    "Format",
    "PictureError",
    "SaveError",
    "citation",
    "close_browser",
    "file",
    "file_name",
    "files",
    "pack",
    "pictures_available",
    "save",
]
